/**
 * Zips from anywhere. Only the list of entries is read at once; what is in an entry is read when it is wanted, and never
 * the file as a whole. Bounds hold for what is unpacked: what nobody wants may be as large as it likes, and an entry
 * that unpacks to more than its bound is given up in the middle, whatever it claims.
 */
import type { FileEntry } from '@zip.js/zip.js';
import { CodedError, codeOf, type ErrorDetail } from '../../shared/errors.js';
import { decodeName, guessEncoding, type NameEncoding } from './name-encoding.js';
import { zipLibrary } from './zip-library.js';

/** Larger than any picture, model or table worth reading; it is held in memory. */
const MAX_ENTRY_BYTES = 256 * 1024 ** 2;
/** A list of so many entries takes a quarter of a gigabyte. */
const MAX_ENTRIES = 500_000;

interface OpenOptions {
  /** The languages of the reader, which suggest how names without a mark are written. */
  languages?: readonly string[];
  /** How they are written, where a person has said so. */
  encoding?: NameEncoding | undefined;
}

export class ZipReader {
  /** The encoding of the names that had no mark of their own; null where all had one, or were plain ASCII. */
  readonly guessedEncoding: NameEncoding | null;
  /** The name of the archive in messages. */
  readonly #name: string;
  /** The entries by path, with `/`. */
  readonly #entries: ReadonlyMap<string, FileEntry>;

  private constructor(name: string, entries: ReadonlyMap<string, FileEntry>, guessedEncoding: NameEncoding | null) {
    this.#name = name;
    this.#entries = entries;
    this.guessedEncoding = guessedEncoding;
  }

  static async open(file: Blob, name: string, { languages = [], encoding }: OpenOptions = {}): Promise<ZipReader> {
    const listed = await list(file, name);
    const unmarked = listed.filter(isUnmarked);
    const guessed = unmarked.length > 0 ? (encoding ?? guessEncoding(unmarked.map(rawName), languages)) : null;
    const entries = new Map<string, FileEntry>();
    for (const entry of listed) {
      const decoded = guessed && isUnmarked(entry) ? decodeName(entry.rawFilename, guessed) : null;
      const path = tidied(decoded ?? entry.filename);
      // One that would lie elsewhere lies nowhere here: nothing is ever written to its path.
      if (path !== null && !entries.has(path)) entries.set(path, entry);
    }
    return new ZipReader(name, entries, guessed);
  }

  /** The files in it. */
  get paths(): string[] {
    return [...this.#entries.keys()];
  }

  /** Bytes that the file at `path` says it unpacks to. */
  sizeOf(path: string): number {
    return this.#entries.get(path)?.uncompressedSize ?? 0;
  }

  /** The file at `path`; null where there is none. It is no longer part of the zip, which may change on disk. */
  async read(path: string): Promise<Blob | null> {
    const entry = this.#entries.get(path);
    if (!entry) return null;
    if (entry.encrypted) throw refused(this.#name, 'locked', { entry: path });
    const parts = new BoundedParts(() => refused(this.#name, 'entry-too-large', { entry: path, limit: MAX_MEGABYTES }));
    try {
      await entry.getData(parts.writable, { checkSignature: true, checkOverlappingEntry: true });
      return parts.blob();
    } catch (error) {
      if (codeOf(error)?.startsWith('archive.')) throw error;
      const { ERR_UNSUPPORTED_COMPRESSION } = await zipLibrary();
      if (isFault(error, ERR_UNSUPPORTED_COMPRESSION)) throw refused(this.#name, 'method', { entry: path });
      // More or less than it has said, another checksum, cut short, or a file that has gone meanwhile.
      throw damaged(this.#name, error);
    }
  }
}

const MAX_MEGABYTES = MAX_ENTRY_BYTES / 1024 ** 2;

/** Keeps what is unpacked, as long as it is within bounds. */
class BoundedParts {
  readonly writable: WritableStream<Uint8Array>;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;

  constructor(tooLarge: () => CodedError) {
    this.writable = new WritableStream({
      write: (part) => {
        this.#size += part.length;
        if (this.#size > MAX_ENTRY_BYTES) throw tooLarge();
        this.#parts.push(part.slice());
      },
    });
  }

  blob(): Blob {
    return new Blob(this.#parts);
  }
}

async function list(file: Blob, name: string): Promise<FileEntry[]> {
  const { BlobReader, ZipReader: Archive, ERR_ENCRYPTED_CENTRAL_DIRECTORY, ERR_SPLIT_ZIP_FILE } = await zipLibrary();
  const files: FileEntry[] = [];
  try {
    const archive = new Archive(new BlobReader(file), { strictness: 'tolerant', filenameValidation: 'tolerant' });
    for await (const entry of archive.getEntriesGenerator()) {
      if (!entry.directory) files.push(entry);
      if (files.length > MAX_ENTRIES) throw refused(name, 'too-many', { limit: MAX_ENTRIES });
    }
    return files;
  } catch (error) {
    if (codeOf(error)?.startsWith('archive.')) throw error;
    if (isFault(error, ERR_ENCRYPTED_CENTRAL_DIRECTORY)) throw refused(name, 'locked', {});
    if (isFault(error, ERR_SPLIT_ZIP_FILE)) throw refused(name, 'split', {});
    // Cut short in the list: what came before is read all the same.
    if (files.length > 0) return files;
    throw damaged(name, error);
  }
}

function isFault(error: unknown, message: string): boolean {
  return error instanceof Error && error.message.startsWith(message);
}

const rawName = ({ rawFilename }: FileEntry): Uint8Array => rawFilename;

/** Whether nothing tells how a name beyond ASCII is written: no flag, no second name, and no valid UTF-8. */
function isUnmarked({ rawFilename, filenameUTF8, extraFieldUnicodePath }: FileEntry): boolean {
  if (filenameUTF8 || extraFieldUnicodePath || rawFilename.every((byte) => byte < 0x80)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(rawFilename);
    return false;
  } catch {
    // No UTF-8, as the decoder was asked to say.
    return true;
  }
}

/**
 * The path with `/` alone and nothing that says nothing (`./a//b` is `a/b`), in Unicode's form C; null where it would
 * lead out of the folder that it is in.
 */
export function tidied(path: string): string | null {
  const parts = path
    .normalize('NFC')
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.');
  return parts.includes('..') || /^[a-z]:/i.test(parts[0] ?? '') || parts.length === 0 ? null : parts.join('/');
}

function refused(name: string, code: string, detail: ErrorDetail): CodedError {
  return new CodedError(`archive.${code}`, `${name} was refused`, { name, ...detail });
}

function damaged(name: string, error: unknown): CodedError {
  return new CodedError('archive.damaged', String(error), { name });
}
