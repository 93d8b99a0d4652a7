/** The camera's frames, answered as fast as the device can: the next is taken when the last one is answered. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { toCodedError } from '../../../shared/errors.js';
import { useSession } from '../parts/use-session.js';
import { classify, type Asked } from './asked.js';
import { fromCamera } from './tried.js';
import type { Answered } from './use-answers.js';

interface Frames {
  isOn: boolean;
  shoot: () => Promise<Blob>;
  onFailed: () => void;
}

export function useLiveAnswers(version: Asked, { isOn, shoot, onFailed }: Frames): Signal<Answered | null> {
  const session = useSession();
  const latest = useSignal<Answered | null>(null);
  useEffect(() => {
    if (!isOn) return undefined;
    let isOver = false;
    const run = async () => {
      while (!isOver) {
        const tried = fromCamera(await shoot());
        const prediction = await classify(session.worker, version, tried.picture);
        if (!isOver) latest.value = { ...tried, version, prediction };
      }
    };
    run().catch((thrown: unknown) => {
      // A camera that is let go while it takes a frame fails at that.
      if (isOver) return;
      void session.attempt(() => Promise.reject(toCodedError(thrown)));
      onFailed();
    });
    return () => {
      isOver = true;
    };
  }, [isOn, version.id]);
  return latest;
}
