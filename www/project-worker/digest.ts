/** SHA-256 in this thread: by the browser, or by the core in pages without encryption, where the browser has none. */
import { sha256 } from '../shared/worker/sha256.js';
import { opened } from './state.js';

/** Hexadecimal. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return globalThis.crypto?.subtle ? sha256(bytes) : opened().sha256(bytes);
}
