/** The section with all cards, the queue's progress and the actions that concern all pictures. */
import { languageEvents, t } from '../../shared/i18n/index.js';
import { failureNotice } from '../shell/failure-notice.js';
import type { Toast } from '../shell/toast.js';
import { teacher, type Teach } from './teach/teach-button.js';
import { byId, setRootState } from '../../shared/dom.js';
import { isFinished, type NamedPicture, type PictureQueue, type Removal } from './queue.js';
import { ResultCard, type Explainer } from './result-card.js';

export class ResultsView {
  readonly #queue: PictureQueue;
  readonly #toast: Toast;
  readonly #explainer: Explainer;
  readonly #teach: Teach;
  readonly #cards = new Map<number, ResultCard>();
  readonly #section = byId('results', HTMLElement);
  readonly #list = byId('result-list', HTMLUListElement);
  readonly #progressText = byId('queue-progress', HTMLElement);
  readonly #progressBar = byId('queue-bar', HTMLProgressElement);
  readonly #cancelButton = byId('queue-cancel', HTMLButtonElement);
  readonly #clearButton = byId('queue-clear', HTMLButtonElement);

  constructor(queue: PictureQueue, toast: Toast, explainer: Explainer) {
    this.#queue = queue;
    this.#toast = toast;
    this.#explainer = explainer;
    this.#teach = teacher((error) => toast.show(failureNotice(error, toast)));
    this.#cancelButton.addEventListener('click', () => this.#cancel());
    this.#clearButton.addEventListener('click', () => this.#clear());
    queue.addEventListener('change', () => this.#render());
    languageEvents.addEventListener('languagechange', () => {
      for (const card of this.#cards.values()) card.render();
      this.#render();
    });
  }

  #render(): void {
    const { entries } = this.#queue;
    const isShown = entries.length > 0;
    this.#section.hidden = !isShown;
    setRootState('view', isShown ? 'results' : 'empty');

    const present = new Set(entries.map((entry) => entry.id));
    for (const [id, card] of this.#cards) {
      if (present.has(id)) continue;
      card.dispose();
      this.#cards.delete(id);
    }
    entries.forEach((entry, index) => {
      const card = this.#cards.get(entry.id) ?? new ResultCard(entry, this.#actions, this.#explainer);
      this.#cards.set(entry.id, card);
      card.update(entry);
      // Moving a card that is in place would restart its picture and lose the focus.
      const atIndex = this.#list.children[index];
      if (atIndex !== card.element) this.#list.insertBefore(card.element, atIndex ?? null);
    });
    this.#renderProgress();
  }

  #renderProgress(): void {
    const { finished, total } = this.#queue.progress;
    const { isIdle, entries } = this.#queue;
    // The words stand over all cards and count them; the bar is about those that were added last.
    this.#progressText.hidden = entries.length < 2;
    const numDone = entries.filter(isFinished).length;
    this.#progressText.textContent = t('results.progress', { finished: numDone, total: entries.length });
    this.#progressBar.hidden = isIdle || total < 2;
    this.#progressBar.max = Math.max(total, 1);
    this.#progressBar.value = finished;
    this.#cancelButton.hidden = isIdle || total < 2;
  }

  readonly #actions = {
    remove: (id: number): void => this.#removeOne(id),
    retry: (id: number): void => this.#queue.retry(id),
    teach: (picture: NamedPicture): Promise<void> => this.#teach(picture),
  };

  #removeOne(id: number): void {
    const index = this.#queue.entries.findIndex((entry) => entry.id === id);
    const name = this.#queue.entries[index]?.name ?? '';
    const removal = this.#queue.remove(new Set([id]));
    this.#focusNear(index);
    this.#offerUndo(removal, () => t('removed.one', { name }));
  }

  #cancel(): void {
    const removal = this.#queue.cancel();
    this.#focusNear(0);
    this.#offerUndo(removal, () => t('cancelled', { count: removal.entries.length }));
  }

  #clear(): void {
    const removal = this.#queue.remove(new Set(this.#queue.entries.map((entry) => entry.id)));
    this.#focusNear(0);
    this.#offerUndo(removal, () => t('removed.many', { count: removal.entries.length }));
  }

  #offerUndo(removal: Removal, text: () => string): void {
    const run = (): void => {
      this.#queue.restore(removal);
      const restored = removal.entries[0];
      if (restored) this.#cards.get(restored.entry.id)?.removeButton.focus();
    };
    this.#toast.show({ text, action: { label: 'undo', run } });
  }

  /** The pressed button is gone: the focus goes to the next card, or back to where pictures come from. */
  #focusNear(index: number): void {
    const { entries } = this.#queue;
    const neighbour = entries[Math.min(index, entries.length - 1)];
    const card = neighbour && this.#cards.get(neighbour.id);
    (card?.removeButton ?? byId('drop-zone', HTMLButtonElement)).focus({ preventScroll: true });
  }
}
