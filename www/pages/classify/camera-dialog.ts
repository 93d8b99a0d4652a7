/** The dialog that shows the camera and takes a picture with it. */
import { languageEvents, t } from '../../shared/i18n/index.js';
import { toCodedError, type CodedError } from '../../shared/errors.js';
import { byId } from '../../shared/dom.js';
import { errorMessage } from '../shell/error-message.js';
import { Camera } from '../../shared/camera.js';
import type { NamedPicture } from './queue.js';

export class CameraDialog {
  readonly #onPicture: (picture: NamedPicture) => void;
  readonly #dialog = byId('camera-dialog', HTMLDialogElement);
  readonly #video = byId('camera-video', HTMLVideoElement);
  readonly #message = byId('camera-message', HTMLElement);
  readonly #shootButton = byId('camera-shoot', HTMLButtonElement);
  readonly #switchButton = byId('camera-switch', HTMLButtonElement);
  readonly #retryButton = byId('camera-retry', HTMLButtonElement);
  readonly #openButton = byId('camera-open', HTMLButtonElement);
  readonly #camera = new Camera(this.#video);
  #error: CodedError | null = null;
  #isLive = false;

  constructor(onPicture: (picture: NamedPicture) => void) {
    this.#onPicture = onPicture;
    this.#camera.onLost = (error) => {
      this.#isLive = false;
      this.#error = error;
      this.#render();
    };
    this.#openButton.addEventListener('click', () => this.#open());
    this.#shootButton.addEventListener('click', () => void this.#shoot());
    this.#switchButton.addEventListener('click', () => void this.#switch());
    this.#retryButton.addEventListener('click', () => void this.#start());
    byId('camera-close', HTMLButtonElement).addEventListener('click', () => this.#dialog.close());
    // Escape, the close button and a picture taken all end here.
    this.#dialog.addEventListener('close', () => this.#onClose());
    languageEvents.addEventListener('languagechange', () => this.#render());
  }

  #open(): void {
    this.#dialog.showModal();
    this.#switchButton.hidden = true;
    void this.#start();
  }

  async #start(deviceId?: string): Promise<void> {
    this.#isLive = false;
    this.#error = null;
    this.#render();
    try {
      if (!(await this.#camera.open(deviceId))) return;
      this.#isLive = true;
      this.#switchButton.hidden = (await this.#camera.nextDeviceId()) === null;
    } catch (thrown) {
      // Closing the dialog interrupts the start; that is no error to tell.
      if (!this.#dialog.open) return;
      this.#error = toCodedError(thrown);
    }
    this.#render();
    if (this.#isLive) this.#shootButton.focus();
    else this.#retryButton.focus();
  }

  async #switch(): Promise<void> {
    const next = await this.#camera.nextDeviceId();
    if (next !== null) await this.#start(next);
  }

  async #shoot(): Promise<void> {
    try {
      const picture = await this.#camera.shoot();
      this.#dialog.close();
      this.#onPicture({ name: t('picture.camera'), picture });
    } catch (thrown) {
      this.#error = toCodedError(thrown);
      this.#render();
    }
  }

  #onClose(): void {
    this.#camera.close();
    this.#isLive = false;
    this.#openButton.focus();
  }

  #render(): void {
    this.#message.hidden = this.#isLive && this.#error === null;
    this.#message.textContent = this.#error ? errorMessage(this.#error) : t('camera.starting');
    this.#message.dataset['tone'] = this.#error ? 'error' : 'quiet';
    this.#shootButton.disabled = !this.#isLive;
    this.#retryButton.hidden = this.#error === null;
    this.#video.classList.toggle('is-mirrored', this.#camera.isFacingUser);
  }
}
