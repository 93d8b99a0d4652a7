/** "Why?" under a prediction. What it opens is fetched when somebody first asks. */
import { t } from '../../shared/i18n/index.js';
import { el } from '../../shared/dom.js';
import type { ExplanationView } from './explanation-view.js';
import type { Subject } from './subject.js';

export class Why {
  readonly element: HTMLElement;
  readonly #subject: Subject;
  readonly #button: HTMLButtonElement;
  #view: ExplanationView | null = null;
  #isOpen = false;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#button = el('button', { class: 'text-button why-button', testId: 'why', onClick: () => void this.#toggle() });
    this.element = el('div', { class: 'why' }, this.#button);
    this.render();
  }

  /** Shows the present state in the present language. */
  render(): void {
    this.#button.textContent = t('explain.why');
    this.#button.setAttribute('aria-expanded', String(this.#isOpen));
    this.#view?.render();
  }

  /** Ends what is under way. */
  dispose(): void {
    this.#isOpen = false;
    this.#view?.close();
  }

  async #toggle(): Promise<void> {
    this.#isOpen = !this.#isOpen;
    this.render();
    if (!this.#view) {
      const { ExplanationView } = await import('./explanation-view.js');
      // Pressed twice while it was coming.
      this.#view ??= new ExplanationView(this.#subject);
    }
    if (this.#isOpen) this.element.append(this.#view.element);
    else this.#view.element.remove();
    if (this.#isOpen) this.#view.open();
    else this.#view.close();
  }
}
