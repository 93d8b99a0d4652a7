/** The camera inside the widget: opened by a click, closed after a picture. */
import { Camera } from '../camera.js';
import { make } from './dom.js';
import type { Words } from './words.js';

interface CameraUse {
  words: Words;
  onPicture: (picture: Blob) => void;
  onError: (error: unknown) => void;
}

export class CameraView {
  readonly element = make('div', { class: 'poster', part: 'camera', attributes: { hidden: '' } });
  // iOS shows nothing of a video that is neither inline nor muted.
  readonly #video = make('video', { attributes: { playsinline: '', muted: '' } });
  readonly #camera = new Camera(this.#video);

  async open({ words, onPicture, onError }: CameraUse): Promise<void> {
    this.#video.muted = true;
    const shoot = make('button', { class: 'main', text: words.say('widget.shoot') });
    const close = make('button', { text: words.say('widget.close-camera'), onClick: () => this.close() });
    shoot.addEventListener('click', () => {
      void this.#camera.shoot().then((picture) => {
        this.close();
        onPicture(picture);
      }, onError);
    });
    this.element.replaceChildren(this.#video, make('div', { class: 'controls' }, shoot, close));
    this.element.hidden = false;
    try {
      await this.#camera.open();
      shoot.focus();
    } catch (error) {
      this.close();
      onError(error);
    }
  }

  close(): void {
    this.#camera.close();
    this.element.hidden = true;
  }
}
