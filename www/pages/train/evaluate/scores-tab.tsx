/** The figures of each class, the threshold between two, and what is turned away as none of them. */
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { Scrolling } from '../parts/scrolling.js';
import { ClassScoresTable } from './class-scores.js';
import { refusedSentence } from './refused.js';
import { Threshold } from './threshold.js';

export function ScoresTab({ version }: { version: ModelVersion }) {
  const { evaluation, classNames, predictions, unknown } = version;
  if (!evaluation) return <p>{t('evaluate.unchecked')}</p>;
  return (
    <>
      <div>
        <h3>{t('evaluate.scores')}</h3>
        <Scrolling label={t('evaluate.scores')}>
          <ClassScoresTable classNames={classNames} evaluation={evaluation} />
        </Scrolling>
        <p class="publish-help">{t('evaluate.columns')}</p>
      </div>
      {evaluation.binary && predictions.length > 0 && <Threshold version={version} curves={evaluation.binary} />}
      {unknown && (
        <section aria-labelledby="refused-title">
          <h3 id="refused-title">{t('evaluate.refused.title')}</h3>
          <p>{t('evaluate.refused.help')}</p>
          <p data-testid="refused">{refusedSentence(version)}</p>
        </section>
      )}
    </>
  );
}
