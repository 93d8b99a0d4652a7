/** Thumbnails by picture, as object URLs that are given back when they are no longer shown. */
import type { Store } from '../../../storage/index.js';

export class Thumbnails {
  readonly #store: Pick<Store, 'pictureFiles'>;
  readonly #urls = new Map<string, Promise<string>>();
  /** The pictures that wait, in the order in which they were asked for, which is that of the page. */
  readonly #waiting = new Map<string, () => Promise<void>>();
  #isReading = false;

  constructor(store: Pick<Store, 'pictureFiles'>) {
    this.#store = store;
  }

  /** Fills `image` once the thumbnail is read. */
  show(image: HTMLImageElement, pictureId: string): void {
    let url = this.#urls.get(pictureId);
    if (!url) {
      url = this.#read(pictureId);
      this.#urls.set(pictureId, url);
    }
    const asked = url;
    asked
      .then((address) => {
        // Otherwise it has been given back meanwhile.
        if (this.#urls.get(pictureId) === asked) image.src = address;
      })
      // A picture that was removed meanwhile has nothing to show.
      .catch(() => undefined);
  }

  /** Gives back all but those of `pictureIds`. */
  keepOnly(pictureIds: ReadonlySet<string>): void {
    for (const [id, url] of this.#urls) {
      if (pictureIds.has(id)) continue;
      this.#urls.delete(id);
      // Not read yet, it never is: nobody waits for it any more.
      if (this.#waiting.delete(id)) continue;
      // One that could not be read has no address to give back.
      url.then((address) => URL.revokeObjectURL(address)).catch(() => undefined);
    }
  }

  #read(pictureId: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(pictureId, async () => {
        try {
          const { thumbnail } = await this.#store.pictureFiles(pictureId);
          resolve(URL.createObjectURL(thumbnail));
        } catch (error) {
          reject(error);
        }
      });
      this.#readNext();
    });
  }

  /**
   * One after another, with a break between. A browser hands over all that is ready in one task, and making an address
   * asks another of its processes and waits: sixty without a break would hold the page up for a third of a second.
   */
  #readNext(): void {
    const [next] = this.#waiting;
    if (!next || this.#isReading) return;
    const [pictureId, read] = next;
    this.#waiting.delete(pictureId);
    this.#isReading = true;
    void read().finally(() =>
      setTimeout(() => {
        this.#isReading = false;
        this.#readNext();
      }),
    );
  }
}
