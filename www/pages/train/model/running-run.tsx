/** The run under way: how far it is, how the loss falls, and what can be said to it. */
import { t } from '../../../shared/i18n/index.js';
import { useLostFocus } from '../parts/lost-focus.js';
import { phaseSentence } from './phase-sentence.js';
import { Sparkline } from './sparkline.js';
import { TrainBar } from './train-bar.js';
import { useTraining } from './use-training.js';

export function RunningRun() {
  const { progress, stage } = useTraining();
  return (
    <div class="run" data-testid="train-run">
      <TrainBar />
      <p class="train-status" data-testid="train-status">
        {progress && phaseSentence(progress, stage)}
      </p>
      {progress && progress.history.length > 1 && <Sparkline history={progress.history} />}
      <RunControls />
    </div>
  );
}

function RunControls() {
  const training = useTraining();
  // The button that was pressed has made way for this one.
  const pause = useLostFocus<HTMLButtonElement>(true);
  const isEnding = training.stage === 'ending';
  const isPaused = training.stage === 'paused';
  const end = (name: 'keep' | 'discard') => (
    <button
      type="button"
      class="text-button"
      data-testid={`train-${name}`}
      disabled={isEnding}
      onClick={() => training[name]()}
    >
      {t(`train.${name}`)}
    </button>
  );
  return (
    <div class="train-controls">
      <button
        ref={pause}
        type="button"
        class="button"
        data-testid="train-pause"
        disabled={isEnding}
        onClick={() => training.pause(!isPaused)}
      >
        {t(isPaused ? 'train.continue' : 'train.pause')}
      </button>
      {end('keep')}
      {end('discard')}
    </div>
  );
}
