/** What can be undone and done again, newest last. */
import { signal } from '@preact/signals';
import { t } from '../../../shared/i18n/index.js';
import type { Announcer } from '../../shell/announcer.js';
import type { Toast } from '../../shell/toast.js';

/** Enough for an afternoon; what an entry holds on to (removed pictures stay in memory) is let go with it. */
const MAX_KEPT = 50;

export interface Reversible {
  undo: () => Promise<void>;
  redo: () => Promise<void>;
  /** What was done, in a sentence: "3 pictures removed". Called again when the language changes. */
  text?: () => string;
}

export type Change = Required<Reversible>;

/** Whoever changes something that people may want back tells it here, after the change. */
export class History {
  readonly #toast: Toast;
  readonly #announcer: Announcer;
  readonly #attempt: (work: () => Promise<void>) => Promise<boolean>;
  /** Whether there is something to undo. */
  readonly canUndo = signal(false);
  #done: Reversible[] = [];
  /** The end of what is being undone or done again. */
  #last: Promise<unknown> = Promise.resolve();
  #undone: Reversible[] = [];

  /** `attempt` runs what can fail, says what went wrong, and whether nothing did. */
  constructor(toast: Toast, announcer: Announcer, attempt: (work: () => Promise<void>) => Promise<boolean>) {
    this.#toast = toast;
    this.#announcer = announcer;
    this.#attempt = attempt;
    document.addEventListener('keydown', (event) => this.#onKeydown(event));
  }

  /** Keeps a change that is plain to see, such as a new name: it is not spoken of. */
  keep(change: Reversible): void {
    this.#done = [...this.#done, change].slice(-MAX_KEPT);
    this.#undone = [];
    this.canUndo.value = true;
  }

  /** Keeps a change that has been made, and offers to undo it. */
  add(change: Change): void {
    this.keep(change);
    this.#toast.show({ text: change.text, action: { label: 'collect.undo', run: () => this.undo(change) } });
  }

  /** Undoes the last change, or `chosen`, which others may have followed. */
  undo(chosen = this.#done.at(-1)): void {
    if (!chosen || !this.#done.includes(chosen)) return;
    this.#done = this.#done.filter((change) => change !== chosen);
    this.#undone.push(chosen);
    this.canUndo.value = this.#done.length > 0;
    this.#toast.hide();
    void this.#run(chosen.undo, 'history.undone', chosen);
  }

  redo(): void {
    const change = this.#undone.pop();
    if (!change) return;
    this.#done.push(change);
    this.canUndo.value = true;
    void this.#run(change.redo, 'history.redone', change);
  }

  /** A key leaves nothing to be seen where it was pressed: whoever hears the page is told. */
  async #run(
    work: () => Promise<void>,
    said: 'history.undone' | 'history.redone',
    { text }: Reversible,
  ): Promise<void> {
    // One after another: what is undone has to be whole before it is done again.
    const ran = this.#last.then(() => this.#attempt(work));
    this.#last = ran;
    if (await ran) this.#announcer.announce(text ? t(`${said}.what`, { what: text() }) : t(said));
  }

  /** Forgets everything: another project is open. */
  clear(): void {
    this.#done = [];
    this.#undone = [];
    this.canUndo.value = false;
  }

  #onKeydown(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    const isRedo = (key === 'z' && event.shiftKey) || key === 'y';
    if (!isRedo && key !== 'z') return;
    event.preventDefault();
    if (isRedo) this.redo();
    else this.undo();
  }
}

/** Text fields have an undo of their own. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=radio]), textarea');
}
