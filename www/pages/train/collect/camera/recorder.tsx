/** The camera, for filling a class. On a phone it takes the whole screen, and its chips change the class. */
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../../storage/index.js';
import { errorMessage } from '../../../shell/error-message.js';
import { colourOf } from '../../parts/class-colour.js';
import { useCamera } from '../../parts/use-camera.js';
import { useSession } from '../../parts/use-session.js';
import { Filmstrip } from './filmstrip.js';
import { focusClass } from '../focus.js';
import { useRoom } from '../room.js';
import { ShootButton } from './shoot-button.js';
import { useBurst } from './use-burst.js';

interface RecorderProps {
  own: ProjectClass;
  /** Whether it has opened amid the page, and not over it. */
  isInRow?: boolean;
  onDone: () => void;
}

function Recorder({ own, isInRow = false, onDone }: RecorderProps) {
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isInRow) return;
    // It may open below the edge of the window. From here, Tab leads to its buttons.
    root.current?.scrollIntoView({ block: 'nearest' });
    root.current?.focus({ preventScroll: true });
  }, []);
  const camera = useCamera();
  const burst = useBurst(camera);
  const failure = camera.failure.value;
  const isFailed = camera.state.value === 'failed' && failure !== null;
  return (
    <section
      ref={root}
      class="recorder"
      tabIndex={-1}
      data-testid="recorder"
      aria-label={t('capture.title', { name: own.name })}
    >
      {/* The square in the middle, as large as the network sees it. */}
      <div class="recorder-view">
        <video
          ref={camera.video}
          class={camera.isMirrored.value ? 'is-mirrored' : ''}
          playsInline
          muted
          aria-label={t('capture.preview')}
        />
        {isFailed && (
          <div class="recorder-failure" role="alert">
            <p>{errorMessage(failure)}</p>
            <button type="button" class="button" data-testid="capture-retry" onClick={camera.retry}>
              {t('capture.retry')}
            </button>
          </div>
        )}
      </div>
      <div class="recorder-side">
        {!isFailed && (
          <p role="status" data-testid="capture-status">
            {statusOf(camera.state.value, burst.numTaken)}
          </p>
        )}
        <Filmstrip bursts={burst.ids} />
        <div class="recorder-buttons">
          <ShootButton burst={burst} isReady={camera.state.value === 'ready'} classId={own.id} />
          {camera.hasOther.value && (
            <button type="button" class="text-button" onClick={camera.turn}>
              {t('capture.switch')}
            </button>
          )}
          <button type="button" class="button" data-testid="capture-done" onClick={onDone}>
            {t('capture.done')}
          </button>
        </div>
      </div>
    </section>
  );
}

function statusOf(state: 'opening' | 'ready' | 'failed', numTaken: number): string {
  if (state === 'opening') return t('capture.starting');
  return numTaken > 0 ? t('capture.taken', { count: numTaken }) : t('capture.ready');
}

/** The camera in the row of its class. */
export function RecorderRow({ own }: { own: ProjectClass }) {
  const room = useRoom();
  const close = () => {
    room.recorded.value = null;
    focusClass(own.id);
  };
  return <Recorder own={own} isInRow onDone={close} />;
}

/** The camera over the whole screen of a phone. */
export function RecorderScreen({ own }: { own: ProjectClass }) {
  const session = useSession();
  const room = useRoom();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    // Of many classes, the one that is being filled is in sight.
    const chip = dialog.current?.querySelector('[aria-pressed=true]');
    chip?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [own.id]);
  return (
    <dialog
      ref={dialog}
      class="recorder-screen"
      aria-label={t('capture.title', { name: own.name })}
      onClose={() => {
        room.recorded.value = null;
        focusClass(own.id);
      }}
    >
      <div class="class-chips" role="group" aria-label={t('capture.class')}>
        {session.project.classes.map((known, position) => (
          <button
            key={known.id}
            type="button"
            class="class-chip"
            data-colour={colourOf(known, position)}
            aria-pressed={known.id === own.id}
            onClick={() => (room.recorded.value = known.id)}
          >
            {known.name}
          </button>
        ))}
      </div>
      <Recorder own={own} onDone={() => dialog.current?.close()} />
    </dialog>
  );
}
