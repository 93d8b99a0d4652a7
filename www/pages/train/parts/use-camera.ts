/** The camera while a view is shown: opened with it, let go with it. */
import { useSignal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Camera } from '../../../shared/camera.js';
import { toCodedError, type CodedError } from '../../../shared/errors.js';

export interface CameraInView {
  /** Where its picture is shown. */
  video: RefObject<HTMLVideoElement | null>;
  state: Signal<'opening' | 'ready' | 'failed'>;
  /** What stands in the way of the camera, once it has failed. */
  failure: Signal<CodedError | null>;
  isMirrored: Signal<boolean>;
  hasOther: Signal<boolean>;
  /** The present frame as a JPEG. */
  shoot: () => Promise<Blob>;
  /** Changes to the next camera. */
  turn: () => void;
  /** Asks for it once more. */
  retry: () => void;
  fail: (thrown: unknown) => void;
}

/** `onHidden` is called when the page goes out of sight: a camera that nobody sees need not go on. */
export function useCamera(onHidden?: () => void): CameraInView {
  const video = useRef<HTMLVideoElement>(null);
  const camera = useRef<Camera | null>(null);
  const state = useSignal<'opening' | 'ready' | 'failed'>('opening');
  const failure = useSignal<CodedError | null>(null);
  const isMirrored = useSignal(false);
  const hasOther = useSignal(false);
  const fail = (thrown: unknown) => {
    failure.value = toCodedError(thrown);
    state.value = 'failed';
  };
  const open = async (deviceId?: string) => {
    const { current } = camera;
    if (!current) return;
    state.value = 'opening';
    try {
      if (!(await current.open(deviceId))) return;
      isMirrored.value = current.isFacingUser;
      state.value = 'ready';
      hasOther.value = (await current.nextDeviceId()) !== null;
    } catch (thrown) {
      if (camera.current === current) fail(thrown);
    }
  };
  useEffect(() => {
    if (!video.current) return undefined;
    const own = new Camera(video.current);
    camera.current = own;
    own.onLost = fail;
    void open();
    const onVisibility = () => {
      if (document.hidden) onHidden?.();
    };
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      camera.current = null;
      own.close();
    };
  }, []);
  const turn = async () => {
    const next = await camera.current?.nextDeviceId();
    if (next) await open(next);
  };
  const shoot = async () => {
    if (!camera.current) throw new Error('The camera is closed');
    return camera.current.shoot();
  };
  return {
    video,
    state,
    failure,
    isMirrored,
    hasOther,
    shoot,
    turn: () => void turn(),
    retry: () => void open(),
    fail,
  };
}
