/** Zips from anywhere, unpacked within bounds that their entries must state beforehand; and zips of ours. */
import { Zip, ZipPassThrough, unzipSync, type UnzipFileInfo } from 'fflate';
import { CodedError } from '../../shared/errors.js';

const MAX_ZIP_BYTES = 1024 ** 3;
const MAX_ENTRIES = 20_000;
const MAX_ENTRY_BYTES = 256 * 1024 ** 2;
const MAX_UNPACKED_BYTES = 2 * 1024 ** 3;
/** Pictures hardly shrink; what unpacks to so much more is made to fill the memory. */
const MAX_RATIO = 200;
const RATIO_MATTERS_ABOVE = 1024 ** 2;

/** The files that `isWanted`, by their path with `/`. What is refused is said of the zip by its `name`. */
export async function unpack(
  file: Blob,
  name: string,
  isWanted: (path: string) => boolean,
): Promise<Map<string, Uint8Array>> {
  const refused = (code: string, detail: Record<string, string | number> = {}) =>
    new CodedError(`archive.${code}`, `${name} was refused`, { name, ...detail });
  if (file.size > MAX_ZIP_BYTES) throw refused('too-large', { limit: MAX_ZIP_BYTES / 1024 ** 3 });
  const bytes = new Uint8Array(await file.arrayBuffer());
  let numEntries = 0;
  let unpackedBytes = 0;
  let refusal = null as CodedError | null;
  const accept = ({ name: entry, size, originalSize }: UnzipFileInfo): boolean => {
    numEntries += 1;
    unpackedBytes += originalSize;
    const isBomb = originalSize > RATIO_MATTERS_ABOVE && originalSize > size * MAX_RATIO;
    if (isUnsafe(entry)) refusal ??= refused('unsafe-name', { entry });
    else if (isBomb) refusal ??= refused('bomb', { entry, limit: MAX_RATIO });
    else if (numEntries > MAX_ENTRIES) refusal ??= refused('too-many', { limit: MAX_ENTRIES });
    else if (originalSize > MAX_ENTRY_BYTES) {
      refusal ??= refused('entry-too-large', { entry, limit: MAX_ENTRY_BYTES / 1024 ** 2 });
    } else if (unpackedBytes > MAX_UNPACKED_BYTES) {
      refusal ??= refused('unpacks-too-large', { limit: MAX_UNPACKED_BYTES / 1024 ** 3 });
    }
    return refusal === null && !isHidden(entry) && isWanted(entry);
  };
  let unpacked: Record<string, Uint8Array>;
  try {
    // The synchronous one, for this is a worker; the other starts workers that the policy forbids.
    unpacked = unzipSync(bytes, { filter: accept });
  } catch (error) {
    throw new CodedError('archive.damaged', String(error), { name });
  }
  if (refusal) throw refusal;
  return new Map(Object.entries(unpacked));
}

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

export function isUnsafe(name: string): boolean {
  return name.split(/[/\\]/).includes('..') || /^([/\\]|[a-z]:)/i.test(name);
}

export function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}
