/** Readers' pictures, until a person has accepted or rejected them. */
import type { TrayNote } from '../../../engine/index.js';
import { t } from '../../../shared/i18n/index.js';
import type { ReaderFeedback } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import type { Session } from '../project/session.js';
import { Thumbnails } from '../project/thumbnails.js';
import { classChoice, trayCard, type TrayActions, type TrayItem } from './tray-card.js';

/** More are drawn when asked for. */
const SHOWN_AT_ONCE = 24;

export class TrayView {
  readonly element = el('div', { class: 'tray', testId: 'tray' });
  readonly #session: Session;
  readonly #onChange: () => Promise<void>;
  readonly #thumbnails: Thumbnails;
  #waiting: ReaderFeedback[] = [];
  #notes = new Map<string, TrayNote>();
  #selected = new Set<string>();
  #numShown = SHOWN_AT_ONCE;
  #projectId: string | null = null;

  constructor(session: Session, onChange: () => Promise<void>) {
    this.#session = session;
    this.#onChange = onChange;
    this.#thumbnails = new Thumbnails({
      pictureFiles: async (id) => {
        const picture = await session.store.readers.picture(id);
        if (!picture) throw new Error(`${id} was reviewed meanwhile`);
        return picture;
      },
    });
  }

  /** Reads anew which pictures wait. */
  async refresh(): Promise<void> {
    const { project, store, worker } = this.#session;
    await this.#session.attempt(async () => {
      const entries = await store.readers.feedback(project.id);
      const waiting = entries.filter(({ review }) => review === 'waiting');
      const notes = waiting.length > 0 ? await worker.trayNotes(project.id) : [];
      if (this.#session.project.id !== project.id) return;
      this.#waiting = waiting;
      this.#notes = new Map(notes.map((note) => [note.feedbackId, note]));
      this.render();
    });
  }

  render(): void {
    const { project } = this.#session;
    if (this.#projectId !== project.id) {
      this.#projectId = project.id;
      this.#waiting = [];
      this.#selected = new Set();
      this.#numShown = SHOWN_AT_ONCE;
    }
    const ids = new Set(this.#waiting.map(({ id }) => id));
    this.#selected = new Set([...this.#selected].filter((id) => ids.has(id)));
    this.#thumbnails.keepOnly(ids);
    this.element.hidden = this.#waiting.length === 0;
    if (this.#waiting.length === 0) return this.element.replaceChildren();
    const items = this.#waiting.slice(0, this.#numShown).flatMap((feedback) => this.#itemOf(feedback) ?? []);
    const cards = items.map((item) => {
      const image = el('img', { attributes: { alt: '', width: '160', height: '160' } });
      this.#thumbnails.show(image, item.feedback.id);
      const isSelected = this.#selected.has(item.feedback.id);
      return trayCard({ item, classes: project.classes, isSelected, image, actions: this.#actions });
    });
    const numMore = this.#waiting.length - items.length;
    const more = el('button', {
      class: 'text-button',
      text: t('readers.tray.more', { count: Math.min(numMore, SHOWN_AT_ONCE) }),
      testId: 'tray-more',
      onClick: () => {
        this.#numShown += SHOWN_AT_ONCE;
        this.render();
      },
    });
    this.#keepPlace(() =>
      this.element.replaceChildren(
        el('h3', { text: t('readers.tray.title', { count: this.#waiting.length }), testId: 'tray-title' }),
        el('p', { class: 'readers-note', text: t('readers.tray.help') }),
        this.#bar(items),
        el('ul', { class: 'tray-cards', attributes: { role: 'list' } }, ...cards),
        numMore > 0 ? more : '',
      ),
    );
  }

  readonly #actions: TrayActions = {
    accept: (id, classId) => void this.#review([id], () => classId),
    reject: (id) => void this.#review([id], () => null),
    select: (id, isSelected) => {
      if (isSelected) this.#selected.add(id);
      else this.#selected.delete(id);
      this.render();
    },
    go: (id, by) => {
      const cards = this.#cards();
      cards[cards.findIndex(({ dataset }) => dataset['feedback'] === id) + by]?.focus();
    },
  };

  /** The bar of actions on several pictures at once. */
  #bar(items: readonly TrayItem[]): HTMLElement {
    const all = el('input', { attributes: { type: 'checkbox' }, testId: 'tray-all' });
    all.checked = items.length > 0 && items.every(({ feedback }) => this.#selected.has(feedback.id));
    all.addEventListener('change', () => {
      this.#selected = new Set(all.checked ? items.map(({ feedback }) => feedback.id) : []);
      this.render();
    });
    const selected = items.filter(({ feedback }) => this.#selected.has(feedback.id));
    const ids = selected.map(({ feedback }) => feedback.id);
    const named = new Map(selected.flatMap(({ feedback, target }) => (target ? [[feedback.id, target.id]] : [])));
    const accept = el('button', {
      class: 'button',
      text: t('readers.tray.accept'),
      testId: 'tray-accept-selected',
      onClick: () => void this.#review([...named.keys()], (id) => named.get(id) ?? null),
    });
    const into = classChoice(this.#session.project.classes, (classId) => void this.#review(ids, () => classId));
    const reject = el('button', {
      class: 'text-button',
      text: t('readers.tray.reject'),
      testId: 'tray-reject-selected',
      onClick: () => void this.#review(ids, () => null),
    });
    accept.disabled = named.size === 0;
    into.disabled = reject.disabled = ids.length === 0;
    return el(
      'div',
      { class: 'tray-bar' },
      el('label', {}, all, t('readers.tray.all')),
      el('span', { class: 'readers-note', text: t('readers.tray.selected', { count: ids.length }) }),
      accept,
      into,
      reject,
    );
  }

  #itemOf(feedback: ReaderFeedback): TrayItem | null {
    const { versions, project } = this.#session;
    const version = versions.find(({ id }) => id === feedback.versionId);
    if (!version) return null;
    const { actual, predicted } = feedback;
    // By the class itself, which may have been renamed since.
    const targetId = actual === null ? undefined : version.classIds[actual];
    return {
      feedback,
      note: this.#notes.get(feedback.id),
      predictedName: version.classNames[predicted] ?? '',
      actualName: actual === null ? null : (version.classNames[actual] ?? ''),
      target: project.classes.find(({ id }) => id === targetId) ?? null,
    };
  }

  /** Accepts pictures into the class of `classOf`, or rejects those without; both can be undone. */
  async #review(feedbackIds: readonly string[], classOf: (feedbackId: string) => string | null): Promise<void> {
    const session = this.#session;
    const { id: projectId } = session.project;
    await session.attempt(async () => {
      const decisions = feedbackIds.map((feedbackId) => ({ feedbackId, classId: classOf(feedbackId) }));
      const reviewed = await session.worker.reviewTray(decisions);
      await this.#changed(projectId);
      const isAccepted = reviewed.some(({ pictureId }) => pictureId !== null);
      const putBack = async () => {
        await session.store.readers.putBack(reviewed);
        await this.#changed(projectId);
      };
      session.toast.show({
        text: () => t(isAccepted ? 'readers.tray.accepted' : 'readers.tray.rejected', { count: reviewed.length }),
        action: { label: 'collect.undo', run: () => void session.attempt(putBack) },
      });
    });
  }

  async #changed(projectId: string): Promise<void> {
    if (this.#session.project.id !== projectId) return;
    await this.#session.refreshPictures();
    await this.#onChange();
  }

  #cards(): HTMLElement[] {
    return Array.from(this.element.querySelectorAll<HTMLElement>('[data-feedback]'));
  }

  /** Keeps the focus: after a picture has gone it is on the one that took its place; a control keeps its own. */
  #keepPlace(render: () => void): void {
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || !this.element.contains(active)) return render();
    const card = active.closest<HTMLElement>('[data-feedback]');
    const place = card ? this.#cards().indexOf(card) : -1;
    const { testid } = active.dataset;
    render();
    const cards = this.#cards();
    const next = cards[Math.min(place, cards.length - 1)];
    const isSameCard = next?.dataset['feedback'] === card?.dataset['feedback'];
    const within: ParentNode | undefined = card ? next : this.element;
    const control = testid ? within?.querySelector<HTMLElement>(`[data-testid="${testid}"]:not(:disabled)`) : null;
    const target = card && !(isSameCard && control) ? next : control;
    target?.focus({ preventScroll: true });
  }
}
