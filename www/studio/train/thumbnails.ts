/** Thumbnails by picture, as object URLs that are given back when they are no longer shown. */
import type { Store } from '../../storage/index.js';

export class Thumbnails {
  readonly #store: Pick<Store, 'pictureFiles'>;
  readonly #urls = new Map<string, Promise<string>>();

  constructor(store: Pick<Store, 'pictureFiles'>) {
    this.#store = store;
  }

  /** Fills `image` once the thumbnail is read. */
  show(image: HTMLImageElement, pictureId: string): void {
    let url = this.#urls.get(pictureId);
    if (!url) {
      url = this.#store.pictureFiles(pictureId).then(({ thumbnail }) => URL.createObjectURL(thumbnail));
      this.#urls.set(pictureId, url);
    }
    // A picture that was removed meanwhile has nothing to show.
    url.then((address) => (image.src = address)).catch(() => undefined);
  }

  /** Gives back all but those of `pictureIds`. */
  keepOnly(pictureIds: ReadonlySet<string>): void {
    for (const [id, url] of this.#urls) {
      if (pictureIds.has(id)) continue;
      this.#urls.delete(id);
      url.then((address) => URL.revokeObjectURL(address)).catch(() => undefined);
    }
  }
}
