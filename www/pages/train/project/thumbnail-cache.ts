/** Thumbnails by picture, as addresses of objects, which are given back when nobody shows them any more. */
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Store } from '../../../storage/index.js';

interface Entry {
  address: Signal<string | null>;
  numUsers: number;
}

export class ThumbnailCache {
  readonly #store: Pick<Store, 'pictureFiles'>;
  readonly #entries = new Map<string, Entry>();
  /** The pictures that wait, in the order in which they were asked for, which is that of the page. */
  readonly #waiting = new Set<string>();
  #isReading = false;

  constructor(store: Pick<Store, 'pictureFiles'>) {
    this.#store = store;
  }

  /** The address of the thumbnail, null until it is read. Whoever asks gives it back with {@link release}. */
  acquire(pictureId: string): ReadonlySignal<string | null> {
    const known = this.#entries.get(pictureId);
    if (known) {
      known.numUsers += 1;
      return known.address;
    }
    const entry = { address: signal<string | null>(null), numUsers: 1 };
    this.#entries.set(pictureId, entry);
    this.#waiting.add(pictureId);
    this.#readNext();
    return entry.address;
  }

  release(pictureId: string): void {
    const entry = this.#entries.get(pictureId);
    if (!entry) return;
    entry.numUsers -= 1;
    // Later: a picture that moves from one class to another is released and asked for in one breath.
    if (entry.numUsers === 0) setTimeout(() => this.#forget(pictureId, entry));
  }

  #forget(pictureId: string, entry: Entry): void {
    if (entry.numUsers > 0 || this.#entries.get(pictureId) !== entry) return;
    this.#entries.delete(pictureId);
    // Not read yet, it never is: nobody waits for it any more.
    this.#waiting.delete(pictureId);
    const address = entry.address.peek();
    if (address) URL.revokeObjectURL(address);
  }

  /**
   * One after another, with a break between. A browser hands over all that is ready in one task, and making an address
   * asks another of its processes and waits: sixty without a break would hold the page up for a third of a second.
   */
  #readNext(): void {
    const [next] = this.#waiting;
    if (!next || this.#isReading) return;
    this.#waiting.delete(next);
    this.#isReading = true;
    void this.#read(next).finally(() =>
      setTimeout(() => {
        this.#isReading = false;
        this.#readNext();
      }),
    );
  }

  async #read(pictureId: string): Promise<void> {
    const entry = this.#entries.get(pictureId);
    if (!entry) return;
    try {
      const { thumbnail } = await this.#store.pictureFiles(pictureId);
      if (this.#entries.get(pictureId) === entry) entry.address.value = URL.createObjectURL(thumbnail);
    } catch {
      // A picture that was removed meanwhile has nothing to show.
    }
  }
}
