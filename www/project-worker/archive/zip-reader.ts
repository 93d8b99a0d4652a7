/**
 * Zips from anywhere, within bounds that their entries must state beforehand. Only the list of entries is read at once;
 * what is in an entry is read when it is wanted, and never the file as a whole.
 */
import { unzipRaw, type ZipEntry } from 'unzipit';
import { CodedError, type ErrorDetail } from '../../shared/errors.js';

const MAX_ZIP_BYTES = 1024 ** 3;
const MAX_ENTRIES = 20_000;
const MAX_ENTRY_BYTES = 256 * 1024 ** 2;
const MAX_UNPACKED_BYTES = 2 * 1024 ** 3;
/** Pictures hardly shrink; what unpacks to so much more is made to fill the memory. */
const MAX_RATIO = 200;
const RATIO_MATTERS_ABOVE = 1024 ** 2;

export class ZipReader {
  /** The name of the archive in messages. */
  readonly #name: string;
  /** The entries by path, with `/`. */
  readonly #entries: ReadonlyMap<string, ZipEntry>;

  private constructor(name: string, entries: ReadonlyMap<string, ZipEntry>) {
    this.#name = name;
    this.#entries = entries;
  }

  /** Refuses the whole zip for a single entry that is out of bounds, whether it is wanted or not. */
  static async open(file: Blob, name: string): Promise<ZipReader> {
    if (file.size > MAX_ZIP_BYTES) throw refused(name, 'too-large', { limit: MAX_ZIP_BYTES / 1024 ** 3 });
    const entries = await listed(file, name);
    if (entries.length > MAX_ENTRIES) throw refused(name, 'too-many', { limit: MAX_ENTRIES });
    const paths = new Map<string, ZipEntry>();
    let unpackedBytes = 0;
    for (const entry of entries) {
      const path = pathOf(entry);
      checkEntry(name, path, entry);
      unpackedBytes += entry.size;
      if (unpackedBytes > MAX_UNPACKED_BYTES) {
        throw refused(name, 'unpacks-too-large', { limit: MAX_UNPACKED_BYTES / 1024 ** 3 });
      }
      if (!path.endsWith('/') && !isHidden(path)) paths.set(path, entry);
    }
    return new ZipReader(name, paths);
  }

  /** The files in it, but for hidden ones. */
  get paths(): string[] {
    return [...this.#entries.keys()];
  }

  /** The file at `path`; null where there is none. It is no longer part of the zip, which may change on disk. */
  async read(path: string): Promise<Blob | null> {
    const entry = this.#entries.get(path);
    if (!entry) return null;
    try {
      return new Blob([await entry.arrayBuffer()]);
    } catch (error) {
      // More or less than it has said, encrypted, cut short, or a file that has gone meanwhile.
      throw damaged(this.#name, error);
    }
  }
}

async function listed(file: Blob, name: string): Promise<ZipEntry[]> {
  try {
    return (await unzipRaw(file)).entries;
  } catch (error) {
    throw damaged(name, error);
  }
}

function checkEntry(name: string, path: string, { size, compressedSize }: ZipEntry): void {
  const isBomb = size > RATIO_MATTERS_ABOVE && size > compressedSize * MAX_RATIO;
  if (isUnsafe(path)) throw refused(name, 'unsafe-name', { entry: path });
  if (isBomb) throw refused(name, 'bomb', { entry: path, limit: MAX_RATIO });
  if (size > MAX_ENTRY_BYTES) {
    throw refused(name, 'entry-too-large', { entry: path, limit: MAX_ENTRY_BYTES / 1024 ** 2 });
  }
}

/** Many programs write UTF-8 without saying so; what is none keeps its names apart by their bytes. */
function pathOf({ nameBytes }: ZipEntry): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(nameBytes);
  } catch {
    // No UTF-8, as the decoder was asked to say.
    return Array.from(nameBytes, (byte) => String.fromCharCode(byte)).join('');
  }
}

export function isUnsafe(path: string): boolean {
  return path.split(/[/\\]/).includes('..') || /^([/\\]|[a-z]:)/i.test(path);
}

export function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

function refused(name: string, code: string, detail: ErrorDetail): CodedError {
  return new CodedError(`archive.${code}`, `${name} was refused`, { name, ...detail });
}

function damaged(name: string, error: unknown): CodedError {
  return new CodedError('archive.damaged', String(error), { name });
}
