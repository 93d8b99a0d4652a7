/** Every picture predicted by a model that has not seen it, and those whose class such a model doubts. */
import { t } from '../../../shared/i18n/index.js';
import { ARCHITECTURES } from '../../../types/core.js';
import type { CrossValidation, ModelVersion, TrainingJob } from '../../../storage/index.js';
import { JobProgress, useJob } from '../parts/job.js';
import { useSession } from '../parts/use-session.js';
import { proportionSentence } from '../project/sentences.js';
import type { Session } from '../project/session.js';
import { Suspects } from './suspects.js';

/** Without a version the pictures are checked by what would be trained: the result lasts as long as the page. */
export function WrongClass({ version }: { version: ModelVersion | null }) {
  const session = useSession();
  const job = useJob<CrossValidation>('folds.cancelled');
  const result = version?.crossValidation ?? job.result;
  const start = () => {
    const { project } = session;
    void job.run(async (options) => {
      const found = await session.worker.crossValidate(project.id, jobOf(session, version), options);
      // Stored with the version, so that it is there again the next time.
      if (version) await session.updateVersion(version.id, { crossValidation: found });
      session.announcer.announce(resultSentence(found));
      return found;
    });
  };
  return (
    <section class="wrong-class" aria-labelledby="wrong-class">
      <h3 id="wrong-class" tabIndex={-1}>
        {t('folds.title')}
      </h3>
      <p class="publish-help">{t('folds.help')}</p>
      {!job.isRunning && (
        <button type="button" class="button" data-testid="folds-start" onClick={start}>
          {t(result ? 'folds.again' : 'folds.start')}
        </button>
      )}
      <JobProgress job={job} text={() => t('folds.running')} testId="folds-progress" />
      {result && !job.isRunning && <Found version={version} result={result} />}
    </section>
  );
}

/** The settings of the version; without one, those that were chosen for training, and at first the default ones. */
function jobOf({ project }: Session, version: ModelVersion | null): TrainingJob {
  const { architecture, settings } = version ??
    project.training ?? { architecture: 'transfer', settings: ARCHITECTURES.transfer.defaults };
  return { architecture, settings, device: 'cpu' };
}

function resultSentence({ folds, evaluation }: CrossValidation): string {
  return t('folds.result', { folds, accuracy: proportionSentence(evaluation) });
}

function Found({ version, result }: { version: ModelVersion | null; result: CrossValidation }) {
  return (
    <>
      <p data-testid="folds-accuracy">{resultSentence(result)}</p>
      <Suspects version={version} found={result} />
    </>
  );
}
