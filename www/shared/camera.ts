/** The camera's stream: opening it, changing cameras, taking a picture, letting go of it. */

import { CodedError } from './errors.js';

/** Enough for a model that looks at 224 pixels, and small enough to start fast. */
const idealWidth = 1280;
const jpegQuality = 0.92;

const codeByErrorName: Readonly<Record<string, string>> = {
  NotAllowedError: 'camera.denied',
  SecurityError: 'camera.denied',
  NotFoundError: 'camera.none',
  OverconstrainedError: 'camera.none',
  NotReadableError: 'camera.busy',
  AbortError: 'camera.busy',
};

export class Camera {
  /** Hears of a camera that ends while it is open: unplugged, forbidden, or taken by something else. */
  onLost: ((error: CodedError) => void) | null = null;
  readonly #video: HTMLVideoElement;
  #stream: MediaStream | null = null;
  /** Grows with every open and close: a stream that arrives late belongs to an older number. */
  #generation = 0;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  /** Whether the camera looks at the person holding it; such a view is shown mirrored. */
  get isFacingUser(): boolean {
    return this.#track?.getSettings().facingMode === 'user';
  }

  /** Opens the camera `deviceId`, or the rear one, and shows it. Resolves to false if closed meanwhile. */
  async open(deviceId?: string): Promise<boolean> {
    this.close();
    const generation = this.#generation;
    const choice: MediaTrackConstraints = deviceId
      ? { deviceId: { exact: deviceId } }
      : { facingMode: { ideal: 'environment' } };
    const isOver = () => generation !== this.#generation;
    try {
      const stream = await requestStream({ ...choice, width: { ideal: idealWidth } });
      if (isOver()) {
        stopTracks(stream);
        return false;
      }
      this.#stream = stream;
      this.#watch(isOver);
      this.#video.srcObject = stream;
      await this.#video.play();
      return true;
    } catch (error) {
      // Closing it while it opens is no error, though `play()` ends with one then.
      if (isOver()) return false;
      throw error;
    }
  }

  /** The camera after the present one, or null when there is only one. */
  async nextDeviceId(): Promise<string | null> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const ids = devices.filter((device) => device.kind === 'videoinput').map((device) => device.deviceId);
    if (ids.length < 2) return null;
    const present = ids.indexOf(this.#track?.getSettings().deviceId ?? '');
    return ids[(present + 1) % ids.length] ?? null;
  }

  /** The present frame as a JPEG. */
  async shoot(): Promise<Blob> {
    if (!this.#isSending) throw failure('camera.lost');
    const { videoWidth, videoHeight } = this.#video;
    const canvas = document.createElement('canvas');
    canvas.width = videoWidth;
    canvas.height = videoHeight;
    canvas.getContext('2d')?.drawImage(this.#video, 0, 0);
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', jpegQuality));
    if (!picture) throw failure('camera.busy');
    return picture;
  }

  /** Stops the camera, so that its light goes out. */
  close(): void {
    this.#generation += 1;
    if (this.#stream) stopTracks(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }

  /** Whether frames can be coming: of a camera that has ended or is muted, the video goes on showing the last one. */
  get #isSending(): boolean {
    return this.#track?.readyState === 'live' && !this.#track.muted;
  }

  #watch(isOver: () => boolean): void {
    const lose = () => {
      if (!isOver()) this.onLost?.(failure('camera.lost'));
    };
    for (const event of ['ended', 'mute']) this.#track?.addEventListener(event, lose);
  }

  get #track(): MediaStreamTrack | undefined {
    return this.#stream?.getVideoTracks()[0];
  }
}

async function requestStream(video: MediaTrackConstraints): Promise<MediaStream> {
  if (!isSecureContext) throw failure('camera.insecure');
  if (!navigator.mediaDevices?.getUserMedia) throw failure('camera.none');
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    throw failure((error instanceof DOMException && codeByErrorName[error.name]) || 'camera.busy');
  }
}

function failure(code: string): CodedError {
  return new CodedError(code, 'no camera');
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
