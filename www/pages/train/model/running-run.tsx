/** The run under way: how far it is, how the loss falls, and what can be said to it. */
import { t } from '../../../shared/i18n/index.js';
import { useLostFocus } from '../parts/lost-focus.js';
import { phaseSentence } from './phase-sentence.js';
import { Sparkline } from './sparkline.js';
import { TrainBar } from './train-bar.js';
import { useTraining } from './use-training.js';

export function RunningRun() {
  const training = useTraining();
  const { progress, stage } = training;
  // The button that was pressed has made way for this one.
  const pause = useLostFocus<HTMLButtonElement>(true);
  const isEnding = stage === 'ending';
  const isPaused = stage === 'paused';
  return (
    <div class="run" data-testid="train-run">
      <TrainBar />
      <p class="train-status" data-testid="train-status">
        {progress && phaseSentence(progress, stage)}
      </p>
      {progress && progress.history.length > 1 && <Sparkline history={progress.history} />}
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
        <button
          type="button"
          class="text-button"
          data-testid="train-keep"
          disabled={isEnding}
          onClick={() => training.keep()}
        >
          {t('train.keep')}
        </button>
        <button
          type="button"
          class="text-button"
          data-testid="train-discard"
          disabled={isEnding}
          onClick={() => training.discard()}
        >
          {t('train.discard')}
        </button>
      </div>
    </div>
  );
}
