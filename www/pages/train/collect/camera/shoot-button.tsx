/** The button that records while it is held. By keyboard it is a switch, for holding a key repeats it. */
import { useSignal } from '@preact/signals';
import { t } from '../../../../shared/i18n/index.js';
import type { Burst } from './use-burst.js';

interface ShootButtonProps {
  burst: Burst;
  isReady: boolean;
  classId: string;
}

export function ShootButton({ burst, isReady, classId }: ShootButtonProps) {
  const isByKey = useSignal(false);
  return (
    <button
      type="button"
      class="button is-primary recorder-shoot"
      data-testid="capture-shoot"
      disabled={!isReady}
      aria-pressed={burst.isRunning}
      onPointerDown={({ currentTarget, pointerId, button }) => {
        // The other buttons of a mouse mean something else.
        if (button !== 0) return;
        currentTarget.setPointerCapture(pointerId);
        isByKey.value = false;
        burst.start(classId);
      }}
      onPointerUp={burst.stop}
      onPointerCancel={burst.stop}
      onLostPointerCapture={burst.stop}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if ((event.key !== 'Enter' && event.key !== ' ') || event.repeat) return;
        event.preventDefault();
        isByKey.value = true;
        if (burst.isRunning) burst.stop();
        else burst.start(classId);
      }}
    >
      {t(burst.isRunning && isByKey.value ? 'capture.press-again' : 'capture.hold')}
    </button>
  );
}
