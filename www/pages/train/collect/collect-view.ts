/** Classes and their pictures. */
import { t } from '../../../shared/i18n/index.js';
import type { PictureRecord, ProjectClass } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { fromClipboard } from '../../shell/incoming.js';
import { ClassCard, SHOWN_AT_ONCE, type DrawnItem } from './class-card.js';
import { fromDrop, fromInput, takeIn, type Incoming } from './intake.js';
import { keepFocus } from '../project/keep-focus.js';
import { renderFindings } from './findings.js';
import { showRefused } from './intake-notice.js';
import { focusName } from './remove-class.js';
import { removeWithUndo } from './remove-pictures.js';
import { blankClass, type Session } from '../project/session.js';
import { Thumbnails } from '../project/thumbnails.js';

/** Pictures that come in are shown in lots: each showing lays the cards out anew. */
const SHOW_EVERY = 50;

export class CollectView {
  readonly #session: Session;
  readonly #thumbnails: Thumbnails;
  readonly #cards = el('div', { class: 'class-cards' });
  readonly #status = el('div', { class: 'intake-status', testId: 'intake-status' });
  readonly #findings = el('div', { class: 'findings', testId: 'findings' });
  readonly #actions = el('div', { class: 'collect-actions' });
  /** The end of the intake that is under way; intakes follow one another. */
  #intake: Promise<unknown> = Promise.resolve();
  #lastClassId: string | null = null;
  /** The number of pictures drawn by class, where it is more than the usual number. */
  readonly #numShown = new Map<string, number>();
  readonly #drawn = new Map<string, DrawnItem>();
  #reviewTimer: number | undefined;

  constructor(root: HTMLElement, session: Session) {
    this.#session = session;
    this.#thumbnails = new Thumbnails(session.store);
    root.append(this.#cards, this.#actions, this.#status, this.#findings);
    session.addEventListener('project', () => {
      this.#lastClassId = null;
      this.render();
    });
    session.addEventListener('pictures', () => this.render());
    window.addEventListener('dragover', (event) => event.preventDefault());
    window.addEventListener('drop', (event) => {
      // Beside the cards: folders and zips make classes of their own.
      event.preventDefault();
      if (event.dataTransfer) void fromDrop(event.dataTransfer).then((files) => this.#take(files, null));
    });
    window.addEventListener('paste', (event) => this.#onPaste(event));
  }

  render(): void {
    const session = this.#session;
    if (!session.isOpen) return;
    // A name that is being typed is not torn away by pictures that arrive.
    const typed = document.activeElement;
    if (typed instanceof HTMLInputElement && typed.matches('.class-name') && typed.value !== typed.defaultValue) {
      typed.addEventListener('blur', () => this.render(), { once: true });
      return;
    }
    const shown = new Set<string>();
    // The cards are made inside, for they take over what the old ones hold, the focus with it.
    keepFocus(this.#cards, () => {
      const cards = session.project.classes.map((projectClass, position) => this.#card(projectClass, position, shown));
      this.#cards.replaceChildren(...cards);
    });
    this.#thumbnails.keepOnly(shown);
    for (const id of this.#drawn.keys()) if (!shown.has(id)) this.#drawn.delete(id);
    const zip = el('input', { testId: 'zip-input', attributes: { type: 'file', accept: '.zip', hidden: '' } });
    const folders = el('input', {
      testId: 'folders-input',
      attributes: { type: 'file', webkitdirectory: '', hidden: '' },
    });
    for (const input of [zip, folders]) input.addEventListener('change', () => void this.#take(fromInput(input), null));
    this.#actions.replaceChildren(
      el('button', {
        class: 'button',
        text: t('collect.class.add'),
        testId: 'class-add',
        onClick: () => {
          const { classes } = session.project;
          const added = blankClass(classes.length + 1);
          void session.attempt(async () => {
            await session.update({ classes: [...classes, added] });
            focusName(added.id);
          });
        },
      }),
      el('button', { class: 'text-button', text: t('collect.folders'), onClick: () => folders.click() }),
      el('button', { class: 'text-button', text: t('collect.zip'), onClick: () => zip.click() }),
      zip,
      folders,
    );
    // Review compares all pictures: once things have come to rest.
    window.clearTimeout(this.#reviewTimer);
    this.#reviewTimer = window.setTimeout(() => void renderFindings(this.#findings, session, this.#thumbnails), 600);
  }

  #card(projectClass: ProjectClass, position: number, shown: Set<string>): HTMLElement {
    const session = this.#session;
    const { id } = projectClass;
    const pictures = session.pictures.filter(({ classId }) => classId === id);
    const numShown = this.#numShown.get(id) ?? SHOWN_AT_ONCE;
    const onMore = (drawn: number) => this.#numShown.set(id, drawn);
    const props = { projectClass, position, pictures, numShown, onMore, shown, drawn: this.#drawn };
    return new ClassCard(session, this.#thumbnails, props, (files) => {
      this.#lastClassId = id;
      void this.#take(files, id);
    }).element;
  }

  #onPaste(event: ClipboardEvent): void {
    const data = event.clipboardData;
    const { classes } = this.#session.project;
    const target = (classes.find(({ id }) => id === this.#lastClassId) ?? classes[0])?.id;
    if (!data || data.files.length === 0 || !target) return;
    event.preventDefault();
    const pasted = fromClipboard(data).map(({ name, picture }) => ({ path: name, picture }));
    void this.#take(pasted, target).then((added) => this.#sayWhere(added, target));
  }

  /** A paste names no class: this says which one it went to, and takes it back. */
  #sayWhere(added: readonly PictureRecord[], classId: string): void {
    const session = this.#session;
    const name = session.project.classes.find(({ id }) => id === classId)?.name;
    if (added.length === 0 || name === undefined) return;
    this.#cards.querySelector(`[data-class="${classId}"]`)?.scrollIntoView({ block: 'nearest' });
    session.toast.show({
      text: () => t('collect.added.to', { count: added.length, name }),
      action: {
        label: 'collect.undo',
        run: () =>
          void removeWithUndo(
            session,
            added.map(({ id }) => id),
          ),
      },
    });
  }

  /** Resolves to what was added. */
  #take(files: Incoming[], classId: string | null): Promise<PictureRecord[]> {
    let added: PictureRecord[] = [];
    const take = async (): Promise<void> => {
      added = await this.#takeNow(files, classId);
    };
    const taken = this.#intake.then(() => this.#session.attempt(take)).then(() => added);
    this.#intake = taken;
    return taken;
  }

  async #takeNow(files: Incoming[], classId: string | null): Promise<PictureRecord[]> {
    if (files.length === 0) return [];
    // A zip brings its own folders.
    const isZipOnly = files.every(({ path }) => /\.zip$/i.test(path));
    const abort = new AbortController();
    const text = el('p');
    const stop = el('button', {
      class: 'text-button',
      text: t('collect.progress.cancel'),
      onClick: () => abort.abort(),
    });
    this.#status.replaceChildren(el('div', { class: 'intake-progress' }, text, stop));
    const added: PictureRecord[] = [];
    const fresh: PictureRecord[] = [];
    const { numAdded, refused } = await takeIn(this.#session, files, {
      classId: isZipOnly ? null : classId,
      signal: abort.signal,
      onProgress: (done, total) => {
        text.textContent = t('collect.progress', { done, total });
        if (done % SHOW_EVERY === 0) this.#session.showAdded(fresh.splice(0));
      },
      onAdded: (record) => {
        added.push(record);
        fresh.push(record);
      },
    });
    await this.#session.attempt(() => this.#session.refreshPictures());
    this.#session.announcer.announce(t('collect.added', { count: numAdded }));
    this.#status.replaceChildren();
    const goBack = () => this.#actions.querySelector('button')?.focus({ preventScroll: true });
    if (refused.length > 0) {
      showRefused(this.#status, refused, goBack);
      this.#session.announcer.announce(t('collect.refused', { count: refused.length }));
    }
    return added;
  }
}
