/** The camera's picture, classified as fast as the device can. */
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { Camera } from '../../../shared/camera.js';
import { toCodedError } from '../../../shared/errors.js';
import { el } from '../../../shared/dom.js';
import { failureNotice } from '../../shell/failure-notice.js';
import { indexOfLargest } from '../../../shared/largest.js';
import type { Session } from '../project/session.js';

export class LiveCamera {
  readonly #session: Session;
  readonly #video = el('video', { attributes: { playsinline: '', muted: '' } });
  readonly #camera: Camera;
  readonly #said = el('p', { class: 'verdict', testId: 'live-answer' });
  readonly #view: HTMLElement;
  readonly #button = el('button', { class: 'text-button', testId: 'live-start', onClick: () => this.#toggle() });
  #isOn = false;

  constructor(session: Session) {
    this.#session = session;
    this.#video.muted = true;
    this.#camera = new Camera(this.#video);
    this.#view = el('div', { class: 'live' }, this.#video, this.#said);
    // A camera that nobody sees must not go on.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.stop();
    });
  }

  render(): HTMLElement {
    this.#button.textContent = t(this.#isOn ? 'try.camera.stop' : 'try.camera');
    this.#video.setAttribute('aria-label', t('capture.preview'));
    this.#view.hidden = !this.#isOn;
    return el('div', {}, this.#button, this.#view);
  }

  stop(): void {
    this.#isOn = false;
    this.#camera.close();
    this.#said.textContent = '';
    this.#view.hidden = true;
    this.#button.textContent = t('try.camera');
  }

  #toggle(): void {
    if (this.#isOn) this.stop();
    else void this.#run();
  }

  async #run(): Promise<void> {
    this.#isOn = true;
    this.#view.hidden = false;
    this.#button.textContent = t('try.camera.stop');
    this.#said.textContent = t('capture.starting');
    try {
      if (!(await this.#camera.open())) return;
      this.#video.classList.toggle('is-mirrored', this.#camera.isFacingUser);
      // The next frame is taken when the last one is classified: no queue builds up.
      while (this.#isOn) await this.#predict();
    } catch (thrown) {
      this.stop();
      this.#session.toast.show(failureNotice(toCodedError(thrown), this.#session.toast));
    }
  }

  async #predict(): Promise<void> {
    const { version, worker } = this.#session;
    if (!version) return this.stop();
    const { probabilities, isUnknown } = await worker.classify(version.id, await this.#camera.shoot());
    if (!this.#isOn) return;
    const best = indexOfLargest(probabilities);
    const name = version.classNames[best] ?? '';
    this.#said.textContent = isUnknown ? t('try.unknown') : `${name}, ${formatProbability(probabilities[best] ?? 0)}`;
  }
}
