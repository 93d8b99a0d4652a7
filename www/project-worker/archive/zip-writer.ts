/** Zips of ours. */
import { Zip, ZipPassThrough } from 'fflate';
import { CodedError } from '../../shared/errors.js';

/** Entries are stored as they are: pictures and weights hardly shrink. */
export class ZipWriter {
  readonly #parts: Blob[] = [];
  readonly #zip = new Zip((error, chunk) => {
    if (error) throw new CodedError('engine.unexpected', error.message);
    // Into a blob at once, which the browser may keep on disk.
    this.#parts.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
  });

  add(path: string, bytes: Uint8Array): void {
    const entry = new ZipPassThrough(path);
    this.#zip.add(entry);
    entry.push(bytes, true);
  }

  finish(): Blob {
    this.#zip.end();
    return new Blob(this.#parts, { type: 'application/zip' });
  }
}
