/** The checksum of a model file's weights, computed by the browser: in half the time that wasm takes, and beside it. */
import { sha256 } from './sha256.js';

/** The bytes of the header's own length, which stands before it. */
const LENGTH_BYTES = 8;

/**
 * Hexadecimal SHA-256 of what lies behind the header of a safetensors file. Undefined where a browser has no
 * such function, as in pages without encryption, and for what is no such file: the core finds out itself then.
 */
export async function dataDigest(file: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  if (file.byteLength < LENGTH_BYTES || !globalThis.crypto?.subtle) return undefined;
  const start = LENGTH_BYTES + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (start > file.byteLength) return undefined;
  return sha256(file.subarray(start));
}
