/** A quiet line on what the reader has sent, with the way to take it back; there after a reload too. */
import { make } from './dom.js';
import { changes, deleteSent, numSent } from './sending.js';
import type { Words } from './words.js';

export class SentView {
  readonly element = make('div', { class: 'sent', part: 'sent', attributes: { hidden: '' } });
  readonly #line = make('p', { class: 'fine', attributes: { role: 'status', tabindex: '-1' } });
  readonly #delete = make('button', { class: 'plain', onClick: () => void this.#deleteAll() });
  readonly #show = () => this.#render();
  #words: Words | null = null;
  #receiver: URL | null = null;
  #isDeleting = false;

  constructor() {
    this.element.append(this.#line, this.#delete);
  }

  /** `receiver` is where feedback goes, if anywhere. Other tabs may send, too. */
  watch(words: Words, receiver: URL | null): void {
    this.stop();
    this.#words = words;
    this.#receiver = receiver;
    changes.addEventListener('change', this.#show);
    addEventListener('storage', this.#show);
    this.#render();
  }

  stop(): void {
    changes.removeEventListener('change', this.#show);
    removeEventListener('storage', this.#show);
  }

  #render(): void {
    const words = this.#words;
    if (!words || this.#isDeleting) return;
    const receiver = this.#receiver;
    const { sent, waiting } = receiver ? numSent(receiver.href) : { sent: 0, waiting: 0 };
    const isAny = sent + waiting > 0;
    this.#delete.hidden = !isAny;
    this.#delete.textContent = words.say('widget.feedback.delete');
    if (!isAny && this.element.contains(this.#focused())) return;
    this.element.hidden = !isAny;
    if (isAny)
      this.#line.textContent = words.say('widget.feedback.yours', { host: receiver?.host ?? '', sent, waiting });
  }

  async #deleteAll(): Promise<void> {
    const [words, receiver] = [this.#words, this.#receiver];
    if (!words || !receiver) return;
    this.#isDeleting = true;
    this.#delete.disabled = true;
    this.#line.textContent = words.say('widget.feedback.deleting');
    const count = await deleteSent(receiver.href);
    this.#delete.disabled = false;
    this.#isDeleting = false;
    const { host } = receiver;
    const sentence =
      count === 0
        ? words.say('widget.feedback.deleted', { host })
        : words.say('widget.feedback.not-deleted', { host, count });
    this.#line.textContent = sentence;
    this.#delete.hidden = count === 0;
    // The button may be gone, and with it the place of the focus.
    this.#line.focus();
  }

  #focused(): Element | null {
    return (this.element.getRootNode() as ShadowRoot).activeElement;
  }
}
