/** Recording: one picture a press, or many while the button is held. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import type { PictureRecord } from '../../../../storage/index.js';
import type { CameraInView } from '../../parts/use-camera.js';
import { useSession } from '../../parts/use-session.js';
import { returning, takeIn } from '../intake.js';
import { newId } from '../../../../shared/ids.js';
import { FrameWatch } from './frame-watch.js';

/** The time between two pictures of a burst: fast enough to turn the thing in front of it, slow enough to differ. */
const BURST_EVERY_MS = 125;

export interface Burst {
  isRunning: boolean;
  numTaken: number;
  /** The bursts since the camera was opened. */
  ids: readonly string[];
  start: (classId: string) => void;
  stop: () => void;
}

export function useBurst(camera: CameraInView): Burst {
  const session = useSession();
  /** The one that is under way. Its frames follow one another closely and are alike: they stay together. */
  const current = useSignal<string | null>(null);
  const ids = useSignal<readonly string[]>([]);
  const numTaken = useSignal(0);
  const isShown = useRef(true);
  useEffect(
    () => () => {
      isShown.current = false;
    },
    [],
  );
  const start = async (classId: string) => {
    if (current.peek() !== null) return;
    const burst = newId();
    current.value = burst;
    ids.value = [...ids.value, burst];
    const numBefore = session.pictures.filter((picture) => picture.burst !== undefined).length;
    const intakes: ReturnType<typeof takeIn>[] = [];
    const watch = new FrameWatch();
    do {
      try {
        const picture = await camera.shoot();
        if (await watch.isNew(picture)) {
          numTaken.value += 1;
          const path = t('capture.name', { number: numBefore + intakes.length + 1 });
          intakes.push(takeIn(session, [{ path, file: picture, burst }], classId));
        }
      } catch (thrown) {
        if (isShown.current) camera.fail(thrown);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, BURST_EVERY_MS));
    } while (current.peek() === burst && isShown.current);
    current.value = null;
    const added: PictureRecord[] = (await Promise.all(intakes)).flatMap((run) => run?.added ?? []);
    if (added.length > 0) session.history.keep(returning(session, added));
  };
  return {
    isRunning: current.value !== null,
    numTaken: numTaken.value,
    ids: ids.value,
    start: (classId) => void start(classId),
    stop: () => (current.value = null),
  };
}
