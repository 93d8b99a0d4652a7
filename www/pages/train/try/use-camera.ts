/** A camera in a view: open while the view is there and the page in sight. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Camera } from '../../../shared/camera.js';
import { toCodedError, type CodedError } from '../../../shared/errors.js';

type CameraState = { kind: 'starting' | 'on' } | { kind: 'failed'; error: CodedError };

export function useCamera(onHidden: () => void) {
  const video = useRef<HTMLVideoElement>(null);
  const camera = useRef<Camera | null>(null);
  const state = useSignal<CameraState>({ kind: 'starting' });
  const isMirrored = useSignal(false);
  const canFlip = useSignal(false);

  const open = async (deviceId?: string): Promise<void> => {
    if (!video.current) return;
    camera.current ??= new Camera(video.current);
    camera.current.onLost = (error) => (state.value = { kind: 'failed', error });
    state.value = { kind: 'starting' };
    try {
      if (!(await camera.current.open(deviceId))) return;
      isMirrored.value = camera.current.isFacingUser;
      state.value = { kind: 'on' };
      canFlip.value = (await camera.current.nextDeviceId()) !== null;
    } catch (thrown) {
      state.value = { kind: 'failed', error: toCodedError(thrown) };
    }
  };
  useEffect(() => {
    void open();
    // A camera that nobody sees must not go on.
    const onVisibility = () => {
      if (document.hidden) onHidden();
    };
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      camera.current?.close();
    };
  }, []);
  return {
    video,
    state: state.value,
    isMirrored: isMirrored.value,
    canFlip: canFlip.value,
    retry: () => void open(),
    flip: async () => open((await camera.current?.nextDeviceId()) ?? undefined),
    shoot: () => camera.current?.shoot() ?? Promise.reject(new Error('The camera is not open yet')),
  };
}
