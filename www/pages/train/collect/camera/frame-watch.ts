/**
 * Frames that repeat the one before. A camera that hangs goes on sending its last one, a slow one is asked too often.
 */
import { CodedError } from '../../../../shared/errors.js';

/** Slow cameras in the dark send a few frames a second. The noise of a sensor makes no two of them equal. */
const FROZEN_AFTER_MS = 2000;

export class FrameWatch {
  #last = new Uint8Array();
  #changedAt = 0;

  /** Whether the frame differs from the one before. Fails with `camera.frozen` once nothing has changed for long. */
  async isNew(frame: Blob, now = performance.now()): Promise<boolean> {
    const bytes = new Uint8Array(await frame.arrayBuffer());
    if (!areEqual(bytes, this.#last)) {
      this.#last = bytes;
      this.#changedAt = now;
      return true;
    }
    if (now - this.#changedAt >= FROZEN_AFTER_MS) throw new CodedError('camera.frozen', 'the same frame for too long');
    return false;
  }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
