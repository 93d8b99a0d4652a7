/** On a phone, at its lower edge: train, how far it is, what came of it. Elsewhere the columns say the same. */
import { t } from '../../shared/i18n/index.js';
import { PLAN_ID } from './model/plan.js';
import { phaseSentence } from './model/phase-sentence.js';
import { rightSentence } from './model/result-line.js';
import { TrainBar } from './model/train-bar.js';
import { useTraining } from './model/use-training.js';
import { useSession } from './parts/use-session.js';

export function BottomBar() {
  const session = useSession();
  const { stage } = useTraining();
  if (!session.isOpen) return null;
  return (
    <section class="bottom-bar" aria-label={t('train.bar')} data-testid="bottom-bar">
      {stage === 'idle' ? <Ready /> : <Running />}
    </section>
  );
}

function Running() {
  const { progress, stage } = useTraining();
  return (
    <a class="bottom-progress" href="#train">
      <TrainBar />
      <span>{progress && phaseSentence(progress, stage)}</span>
    </a>
  );
}

function Ready() {
  const { version } = useSession();
  const training = useTraining();
  const { canStart, isFresh, problem } = training;
  return (
    <>
      {version && !problem && (
        <p>
          <strong>{rightSentence(version)}</strong>
        </p>
      )}
      {problem && <p>{problem}</p>}
      {version && !problem && (
        <a class={isFresh ? 'button is-primary' : 'button'} href="#try" data-testid="bottom-try">
          {t('train.result.try')}
        </a>
      )}
      {!isFresh && (
        <button
          type="button"
          class="button is-primary"
          aria-disabled={!canStart}
          aria-describedby={PLAN_ID}
          data-testid="bottom-train"
          onClick={() => void training.start()}
        >
          {t('train.start')}
        </button>
      )}
    </>
  );
}
