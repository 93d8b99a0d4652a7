/** What the last run has brought, in a line, and the ways on from there. */
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { useLostFocus } from '../parts/lost-focus.js';
import { useTraining } from './use-training.js';

export function ResultLine({ version }: { version: ModelVersion }) {
  const { isFresh } = useTraining();
  const line = useLostFocus<HTMLDivElement>(isFresh);
  return (
    <div
      class={isFresh ? 'result-line is-fresh' : 'result-line'}
      role="group"
      aria-label={t('train.result', { number: version.number })}
      tabIndex={-1}
      ref={line}
      data-testid="result-line"
    >
      <p>
        <span class="result-version">{t('steps.version', { number: version.number })}</span>
        {' · '}
        <strong>{rightSentence(version)}</strong>
      </p>
      <p class="result-ways">
        <a class={isFresh ? 'button is-primary' : 'button'} href="#try">
          {t('train.result.try')}
        </a>
        {hasMistakes(version) && <a href="#evaluate">{t('train.result.mistakes')}</a>}
        <a href="#publish">{t('train.result.publish')}</a>
      </p>
    </div>
  );
}

/** "25 of 30 right"; without pictures to check it on, that it is trained. */
export function rightSentence({ evaluation }: ModelVersion): string {
  if (!evaluation) return t('train.result.unchecked');
  const { accuracy, count } = evaluation;
  return t('evaluate.accuracy', { right: Math.round(accuracy.value * count), count });
}

function hasMistakes({ evaluation }: ModelVersion): boolean {
  return evaluation !== null && evaluation.accuracy.value < 1;
}
