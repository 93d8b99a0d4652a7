/** The button that begins a run. Where none can begin it can still be reached, and says why. */
import { t } from '../../../shared/i18n/index.js';
import { useLostFocus } from '../parts/lost-focus.js';
import { useSession } from '../parts/use-session.js';
import { PLAN_ID } from './plan.js';
import { useTraining } from './use-training.js';

/** `isAgain`: what it would bring is there already. */
export function StartButton({ isAgain }: { isAgain: boolean }) {
  const { announcer } = useSession();
  const training = useTraining();
  const { canStart, problem } = training;
  // A run that was given up has taken its buttons with it.
  const button = useLostFocus<HTMLButtonElement>(!isAgain && training.hasEnded);
  return (
    <button
      ref={button}
      type="button"
      class={isAgain ? 'text-button' : 'button is-primary train-start'}
      data-testid="train-start"
      aria-disabled={!canStart}
      aria-describedby={PLAN_ID}
      onClick={() => {
        if (canStart) void training.start();
        else if (problem) announcer.announce(problem);
      }}
    >
      {t(isAgain ? 'train.again' : 'train.start')}
    </button>
  );
}
