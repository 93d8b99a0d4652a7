/**
 * Zips from anywhere. Only the list of entries is read at once; an entry is read when it is wanted, and never
 * the file as a whole. Bounds hold for what is unpacked: what nobody wants may be as large as it likes, and an entry
 * that unpacks to more than its bound is given up in the middle, whatever it claims.
 */
import type { FileEntry } from '@zip.js/zip.js';
import { CodedError, codeOf, type ErrorDetail } from '../../shared/errors.js';
import { tidied, type FileTree } from './file-tree.js';
import { fileKind } from './file-kind.js';
import {
  decodeName,
  guessEncoding,
  isPlainlyUtf8,
  readingsOf,
  type NameEncoding,
  type Reading,
} from './name-encoding.js';
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

/** Why an entry cannot be read, as far as the list tells. */
export type EntryFault = 'locked' | 'method';

/** Stored as it is, and Deflate. */
const KNOWN_METHODS = new Set([0, 8]);

export class ZipReader implements FileTree {
  /** The encoding of the names that had no mark of their own; null where all had one, or were plain ASCII. */
  readonly guessedEncoding: NameEncoding | null;
  /** Some of the names without a mark, as they read in each encoding. */
  readonly readings: Reading[];
  /** The name of the archive in messages. */
  readonly #name: string;
  /** The entries by path, with `/`. */
  readonly #entries: ReadonlyMap<string, FileEntry>;

  private constructor(
    name: string,
    entries: ReadonlyMap<string, FileEntry>,
    guessed: { encoding: NameEncoding | null; readings: Reading[] },
  ) {
    this.#name = name;
    this.#entries = entries;
    this.guessedEncoding = guessed.encoding;
    this.readings = guessed.readings;
  }

  static async open(file: Blob, name: string, { languages = [], encoding }: OpenOptions = {}): Promise<ZipReader> {
    const listed = await list(file, name);
    const unmarked = listed.filter(isUnmarked);
    const names = unmarked.map(rawName);
    // All names of an archive are in one encoding: one that is no UTF-8 tells of the others.
    const isKnown = encoding === undefined && isPlainlyUtf8(names, languages);
    const guessed = isKnown ? null : (encoding ?? guessEncoding(names, languages));
    const entries = new Map<string, FileEntry>();
    for (const entry of listed) {
      const decoded = isUnmarked(entry) ? decodeName(entry.rawFilename, guessed ?? 'utf-8') : null;
      const path = tidied(decoded ?? entry.filename);
      // One that would lie elsewhere lies nowhere here: nothing is ever written to its path.
      if (path !== null && !entries.has(path)) entries.set(path, entry);
    }
    return new ZipReader(name, entries, { encoding: guessed, readings: readingsOf(names) });
  }

  /** The files in it. */
  get paths(): string[] {
    return [...this.#entries.keys()];
  }

  /** Why the file at `path` cannot be read; null where the list says nothing against it. */
  faultOf(path: string): EntryFault | null {
    const entry = this.#entries.get(path);
    if (entry?.encrypted) return 'locked';
    return entry && !KNOWN_METHODS.has(entry.compressionMethod) ? 'method' : null;
  }

  /** The file at `path`; null where there is none. It is no longer part of the zip, which may change on disk. */
  async read(path: string): Promise<Blob | null> {
    const entry = this.#entries.get(path);
    if (!entry) return null;
    const fault = this.faultOf(path);
    if (fault) throw refused(this.#name, fault, { entry: path });
    const parts = new BoundedParts(() => refused(this.#name, 'entry-too-large', { entry: path, limit: MAX_MEGABYTES }));
    try {
      await entry.getData(parts.writable, { checkSignature: true, checkOverlappingEntry: true });
      return parts.blob();
    } catch (error) {
      if (codeOf(error)?.startsWith('archive.')) throw error;
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
    const kind = await fileKind(file);
    if (kind !== null && kind !== 'zip' && kind !== 'model') throw refused(name, 'only-zip', { format: kind });
    throw damaged(name, error);
  }
}

function isFault(error: unknown, message: string): boolean {
  return error instanceof Error && error.message.startsWith(message);
}

const rawName = ({ rawFilename }: FileEntry): Uint8Array => rawFilename;

/** Whether nothing tells how a name beyond ASCII is written: no flag, no second name. The library’s guess is none. */
function isUnmarked({ rawFilename, bitFlag, extraFieldUnicodePath }: FileEntry): boolean {
  return !bitFlag?.languageEncodingFlag && !extraFieldUnicodePath && rawFilename.some((byte) => byte >= 0x80);
}

function refused(name: string, code: string, detail: ErrorDetail): CodedError {
  return new CodedError(`archive.${code}`, `${name} was refused`, { name, ...detail });
}

function damaged(name: string, error: unknown): CodedError {
  return new CodedError('archive.damaged', String(error), { name });
}
