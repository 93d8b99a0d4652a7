/** The picture that is asked about, once the browser can show it. */
import { make } from './dom.js';

export class PictureView {
  readonly #image = make('img', { attributes: { alt: '' } });
  /** As large as the picture, for what lies over it. */
  readonly shot = make('div', { class: 'shot' }, this.#image);
  readonly element = make('figure', { class: 'picture', part: 'picture', attributes: { hidden: '' } }, this.shot);
  #url = '';

  constructor() {
    // What the browser cannot show is not shown as a broken picture; the prediction's failure says what it is.
    this.#image.onload = () => (this.element.hidden = false);
  }

  /** Does nothing while a picture is there. */
  show(picture: Blob, alt: string): void {
    if (this.#url) return;
    this.#url = URL.createObjectURL(picture);
    this.#image.src = this.#url;
    this.#image.alt = alt;
  }

  forget(): void {
    URL.revokeObjectURL(this.#url);
    this.#url = '';
    this.#image.removeAttribute('src');
    this.element.hidden = true;
  }
}
