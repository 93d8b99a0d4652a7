/** The camera inside the widget: opened by a click, closed after a picture. */
import { Camera } from '../shared/camera.js';
import { make } from './dom.js';
import type { Words } from './words.js';

interface CameraUse {
  words: Words;
  onPicture: (picture: Blob) => void;
  onError: (error: unknown) => void;
  /** The reader has closed it. */
  onClose: () => void;
}

export class CameraView {
  readonly element = make('div', { class: 'poster', part: 'camera', attributes: { hidden: '' } });
  // iOS shows nothing of a video that is neither inline nor muted.
  readonly #video = make('video', { attributes: { playsinline: '', muted: '' } });
  readonly #camera = new Camera(this.#video);

  async open({ words, onPicture, onError, onClose }: CameraUse): Promise<void> {
    // Pressed twice.
    if (!this.element.hidden) return;
    this.#video.muted = true;
    const shoot = make('button', { class: 'main', text: words.say('widget.shoot') });
    const close = make('button', {
      text: words.say('widget.close-camera'),
      onClick: () => {
        this.close();
        onClose();
      },
    });
    // Before there is a stream, and while a picture is made of it, there is none to take.
    shoot.disabled = true;
    shoot.addEventListener('click', () => {
      shoot.disabled = true;
      void this.#camera.shoot().then(
        (picture) => {
          this.close();
          onPicture(picture);
        },
        (error) => {
          shoot.disabled = false;
          onError(error);
        },
      );
    });
    this.element.replaceChildren(this.#video, make('div', { class: 'controls' }, shoot, close));
    this.element.hidden = false;
    try {
      if (!(await this.#camera.open())) return;
      shoot.disabled = false;
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
