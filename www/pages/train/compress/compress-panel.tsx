/** The chosen version in fewer bits: what that saves, what it costs, and what is done with it. */
import { useSignal } from '@preact/signals';
import type { Compression } from '../../../engine/index.js';
import { t } from '../../../shared/i18n/index.js';
import type { Precision } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { JobProgress, useJob } from '../parts/job.js';
import { useSession } from '../parts/use-session.js';
import { CompressionReport } from './compression-report.js';
import { KeepOrSave } from './keep-or-save.js';
import { PrecisionChoice } from './precision-choice.js';

/** The largest files first. */
const PRECISIONS: readonly Precision[] = ['f32', 'f16', 'int8', 'int8-per-tensor'];
/** The precision that most people want. */
const USUAL: Precision = 'int8';

export function CompressPanel({ version }: { version: ModelVersion }) {
  const smaller = smallerThan(version.precision ?? 'f32');
  return (
    <section class="compress" data-testid="compress" aria-labelledby="compress-title">
      <h3 id="compress-title">{t('compress.title')}</h3>
      {smaller.length > 0 ? (
        <Compress version={version} precisions={smaller} />
      ) : (
        <p data-testid="compress-already">{t('compress.already')}</p>
      )}
    </section>
  );
}

function Compress({ version, precisions }: { version: ModelVersion; precisions: readonly Precision[] }) {
  const { worker, announcer } = useSession();
  const precision = useSignal(USUAL);
  const job = useJob<Compression>('compress.cancelled');
  const start = () => {
    job.clear();
    void job.run(async (options) => {
      const made = await worker.compress(version.id, precision.value, options);
      announcer.announce(t('compress.done'));
      return made;
    });
  };
  const sentence = ({ done, total }: { done: number; total: number }) => {
    if (total === 0) return t('compress.working');
    return done < total ? t('compress.asking', { done, total }) : t('compress.timing');
  };
  return (
    <>
      <p>{t('compress.help')}</p>
      <PrecisionChoice precision={precision} precisions={precisions} />
      <div class="train-controls">
        <button type="button" class="button" data-testid="compress-start" disabled={job.isRunning} onClick={start}>
          {t('compress.start')}
        </button>
      </div>
      <JobProgress job={job} text={sentence} testId="compress-progress" />
      {job.result && !job.isRunning && (
        <div data-testid="compress-outcome">
          <CompressionReport version={version} made={job.result} />
          <KeepOrSave version={version} made={job.result} />
        </div>
      )}
    </>
  );
}

/** Going back to more bits would bring nothing back. */
function smallerThan(precision: Precision): readonly Precision[] {
  if (precision === 'int8-per-tensor' || precision === 'int8') return [];
  return PRECISIONS.slice(PRECISIONS.indexOf(precision) + 1);
}
