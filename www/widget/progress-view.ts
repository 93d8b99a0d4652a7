/** How much of the model has come. */
import { make } from './dom.js';
import type { Words } from './words.js';

export class ProgressView {
  readonly #bar = make('progress', { part: 'progress-bar', attributes: { max: '1' } });
  // Not in the line that is read aloud: it changes with every piece that arrives.
  readonly #amount = make('span', { class: 'fine', attributes: { 'aria-hidden': 'true' } });
  readonly element = make('slot', { attributes: { name: 'progress-bar', hidden: '' } }, this.#bar, this.#amount);

  /** Hands the total back, which is 0 where it is not known. */
  show(loaded: number, total: number, words: Words): number {
    // A server that compresses without saying so tells too little.
    const isKnown = total > 0 && loaded <= total;
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    this.element.hidden = false;
    if (isKnown) this.#bar.value = loaded / total;
    else this.#bar.removeAttribute('value');
    this.#amount.textContent = isKnown
      ? words.say('widget.loading-amount', { done: megabytes(loaded), total: megabytes(total) })
      : '';
    return isKnown ? total : 0;
  }

  hide(): void {
    this.element.hidden = true;
  }

  render(words: Words): void {
    this.#bar.setAttribute('aria-label', words.say('widget.loading'));
  }
}
