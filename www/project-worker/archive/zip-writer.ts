/** Zips of ours, of any size. */
import { zipLibrary } from './zip-library.js';

export class ZipWriter {
  readonly #parts = new TransformStream<Uint8Array, Uint8Array>();
  /** The browser may keep it on disk. */
  readonly #file = new Response(this.#parts.readable).blob();
  readonly #adding: Promise<InstanceType<Awaited<ReturnType<typeof zipLibrary>>['ZipWriter']>>;

  constructor() {
    // Entries are stored as they are: pictures and weights hardly shrink.
    this.#adding = zipLibrary().then(({ ZipWriter: Writer }) => new Writer(this.#parts.writable, { level: 0 }));
    // Reported by whoever adds or finishes.
    this.#adding.catch(() => undefined);
  }

  /** Adds a file; without waiting, several are written one after the other. */
  async add(path: string, content: BlobPart): Promise<void> {
    const [writer, { BlobReader }] = await Promise.all([this.#adding, zipLibrary()]);
    await writer.add(path, new BlobReader(content instanceof Blob ? content : new Blob([content])));
  }

  async finish(): Promise<Blob> {
    await (await this.#adding).close();
    return new Blob([await this.#file], { type: 'application/zip' });
  }
}
