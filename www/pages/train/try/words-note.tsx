/** What stands above answers that no trained model gives. */
import { language, t } from '../../../shared/i18n/index.js';
import type { Words } from '../words/use-words.js';
import type { Answer } from './asked.js';

export function WordsNote({ words: { numPhotos, leftOut } }: { words: Words }) {
  const names = new Intl.ListFormat(language).format(leftOut.map((name) => t('train.problem.quoted', { name })));
  return (
    <div class="try-note" data-testid="words-note">
      <p>{numPhotos === 0 ? t('try.words') : t('try.words.photos', { count: numPhotos })}</p>
      {leftOut.length > 0 && <p>{t('try.words.left-out', { names })}</p>}
    </div>
  );
}

/** How much the names have counted for an answer; nothing where there was no photo beside them. */
export function WordWeight({ answer: { numPhotos = 0, wordWeight = 1 } }: { answer: Answer }) {
  if (numPhotos === 0) return null;
  const key = wordWeight === 0 ? 'none' : wordWeight === 1 ? 'whole' : 'part';
  return (
    <p class="try-note" data-testid="word-weight">
      {t(`try.words.weight.${key}`)}
    </p>
  );
}
