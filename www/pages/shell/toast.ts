/** One short message at the foot of the window, with at most one action, such as undo. */
import { languageEvents, t, type MessageKey } from '../../shared/i18n/index.js';
import type { Announcer } from './announcer.js';
import { el, icon } from '../../shared/dom.js';
import { placeFreely } from './toast-place.js';

/** Long enough to be read twice and reached by keyboard. Pointing at it or focusing it stops the clock. */
const shownForMs = 12_000;

export interface ToastMessage {
  /** Called again when the language changes. */
  text: () => string;
  action?: { label: MessageKey; run: () => void };
}

export class Toast {
  readonly #element: HTMLElement;
  readonly #announcer: Announcer;
  #message: ToastMessage | null = null;
  #timer: number | undefined;
  /** Whether the pointer is on the toast. `:hover` stays true for an element hidden under the pointer. */
  #isPointedAt = false;

  constructor(element: HTMLElement, announcer: Announcer) {
    this.#element = element;
    this.#announcer = announcer;
    element.addEventListener('pointerenter', () => this.#point(true));
    element.addEventListener('pointerleave', () => this.#point(false));
    element.addEventListener('focusin', () => this.#stopClock());
    element.addEventListener('focusout', () => this.#startClock());
    languageEvents.addEventListener('languagechange', () => this.#render());
    document.addEventListener('keydown', (event) => this.#onKeydown(event));
  }

  show(message: ToastMessage): void {
    this.#message = message;
    this.#render();
    if (this.#element.parentElement) placeFreely(this.#element.parentElement);
    this.#startClock();
    this.#announcer.announce(message.text());
  }

  /** Moves the focus to the action, for a message whose action takes the place of what was just used. */
  focusAction(): void {
    this.#element.querySelector<HTMLElement>('[data-testid=toast-action]')?.focus();
  }

  hide(): void {
    this.#stopClock();
    this.#message = null;
    this.#isPointedAt = false;
    this.#render();
  }

  #point(isPointedAt: boolean): void {
    this.#isPointedAt = isPointedAt;
    if (isPointedAt) this.#stopClock();
    else this.#startClock();
  }

  #render(): void {
    const message = this.#message;
    this.#element.hidden = message === null;
    if (!message) return this.#element.replaceChildren();
    const dismiss = el('button', {
      class: 'icon-button',
      attributes: { 'aria-label': t('toast.dismiss') },
      onClick: () => this.hide(),
    });
    dismiss.append(icon('close'));
    this.#element.replaceChildren(el('p', { text: message.text() }), this.#actionButton(message) ?? '', dismiss);
  }

  #actionButton(message: ToastMessage): HTMLButtonElement | null {
    if (!message.action) return null;
    return el('button', {
      class: 'text-button',
      testId: 'toast-action',
      text: t(message.action.label),
      onClick: () => this.#act(),
    });
  }

  #act(): void {
    const action = this.#message?.action;
    this.hide();
    action?.run();
  }

  /** The usual shortcut for undo works while undo is on offer. */
  #onKeydown(event: KeyboardEvent): void {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
    if (!isUndo || this.#message?.action?.label !== 'undo') return;
    event.preventDefault();
    this.#act();
  }

  #startClock(): void {
    this.#stopClock();
    if (this.#message === null || this.#isPointedAt || this.#element.matches(':focus-within')) return;
    this.#timer = window.setTimeout(() => this.hide(), shownForMs);
  }

  #stopClock(): void {
    window.clearTimeout(this.#timer);
  }
}
