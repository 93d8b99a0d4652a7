/** The answer in a word: a class, none of them, or that it is not sure. */
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { isSure } from '../../../shared/is-sure.js';
import { indexOfLargest } from '../../../shared/largest.js';
import type { Asked } from './asked.js';

export interface Said {
  version: Asked;
  prediction: { probabilities: number[]; isUnknown: boolean };
}

interface Verdict {
  kind: 'class' | 'unknown' | 'unsure';
  /** The most probable class, whatever it is worth. */
  best: string;
  probability: number;
}

export function verdictOf({ version, prediction: { probabilities, isUnknown } }: Said): Verdict {
  const index = indexOfLargest(probabilities);
  const probability = probabilities[index] ?? 0;
  return {
    kind: isUnknown ? 'unknown' : isSure(probability) ? 'class' : 'unsure',
    best: version.classNames[index] ?? '',
    probability,
  };
}

/** For those who hear it. */
export function answerSentence(said: Said): string {
  const { kind, best, probability } = verdictOf(said);
  if (kind === 'class') return `${best}, ${formatProbability(probability)}`;
  return `${headline(kind, best)}, ${t('try.nearest', { name: best })}`;
}

function headline(kind: Verdict['kind'], best: string): string {
  if (kind === 'class') return best;
  return t(kind === 'unknown' ? 'try.unknown' : 'try.unsure');
}

export function VerdictLine({ said, testId }: { said: Said; testId: string }) {
  const { kind, best } = verdictOf(said);
  return (
    <>
      <p class={`verdict is-${kind}`} data-testid={testId}>
        {headline(kind, best)}
      </p>
      {kind !== 'class' && (
        <p class="try-nearest" data-testid={kind === 'unknown' ? 'try-nearest' : 'try-unsure'}>
          {t('try.nearest', { name: best })}
        </p>
      )}
    </>
  );
}
