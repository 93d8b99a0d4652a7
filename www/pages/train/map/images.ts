/** The thumbnails that the map draws, each read once and given back when the map goes. */
import { effect, type ReadonlySignal } from '@preact/signals';
import type { ThumbnailCache } from '../project/thumbnail-cache.js';

/** Those out of sight are kept up to this number, so that going back and forth reads nothing anew. */
const MOST_KEPT = 800;

interface Entry {
  image: HTMLImageElement | null;
  stop: () => void;
}

export class MapImages {
  readonly #thumbnails: ThumbnailCache;
  readonly #onRead: () => void;
  readonly #entries = new Map<string, Entry>();

  /** `onRead` is called when one more can be drawn. */
  constructor(thumbnails: ThumbnailCache, onRead: () => void) {
    this.#thumbnails = thumbnails;
    this.#onRead = onRead;
  }

  /** Asks for these, and lets go of others where there are too many. */
  want(ids: readonly string[]): void {
    for (const id of ids) if (!this.#entries.has(id)) this.#ask(id);
    if (this.#entries.size <= MOST_KEPT) return;
    const wanted = new Set(ids);
    for (const id of this.#entries.keys()) if (!wanted.has(id)) this.#forget(id);
  }

  /** The thumbnail of a picture; null until it is read. */
  of(id: string): HTMLImageElement | null {
    return this.#entries.get(id)?.image ?? null;
  }

  dispose(): void {
    for (const id of this.#entries.keys()) this.#forget(id);
  }

  #ask(id: string): void {
    const entry: Entry = { image: null, stop: () => undefined };
    this.#entries.set(id, entry);
    const address = this.#thumbnails.acquire(id);
    entry.stop = effect(() => this.#load(entry, address));
  }

  #load(entry: Entry, address: ReadonlySignal<string | null>): void {
    if (!address.value) return;
    const image = new Image();
    image.addEventListener('load', () => {
      entry.image = image;
      this.#onRead();
    });
    image.src = address.value;
  }

  #forget(id: string): void {
    this.#entries.get(id)?.stop();
    this.#entries.delete(id);
    this.#thumbnails.release(id);
  }
}
