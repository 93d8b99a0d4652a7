/** Readers' feedback comes back: what it says of each version, their pictures, and whether the next is better. */
import type { FeedbackReportOf } from '../../../engine/index.js';
import { formatDay } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { el } from '../../../shared/dom.js';
import { keepFocus } from '../project/keep-focus.js';
import { versionName } from '../project/sentences.js';
import type { Session } from '../project/session.js';
import { FeedbackIntake } from './feedback-intake.js';
import { FeedbackView } from './feedback-view.js';
import { SuccessorView } from './successor-view.js';
import { TrayView } from './tray-view.js';

/** The number of publications that are named, the latest ones. */
const MAX_PUBLISHED = 6;

export class ReadersView {
  readonly #session: Session;
  readonly #lede = el('p', { class: 'readers-lede' });
  readonly #intake: FeedbackIntake;
  readonly #published = el('p', { class: 'readers-note', testId: 'readers-published' });
  readonly #said = el('div', { class: 'readers-said' });
  readonly #feedback = new FeedbackView();
  readonly #tray: TrayView;
  readonly #successor: SuccessorView;
  readonly #forget: HTMLButtonElement;
  #reports: FeedbackReportOf[] = [];
  /** The version whose feedback are shown, where it is not the newest. */
  #chosenId: string | null = null;
  /** The number of the latest reading from storage: what comes later than a newer one is dropped. */
  #reading = 0;

  constructor(root: HTMLElement, session: Session) {
    this.#session = session;
    this.#intake = new FeedbackIntake(session, () => this.#refresh());
    this.#tray = new TrayView(session, () => this.#refresh());
    this.#successor = new SuccessorView(session);
    this.#forget = el('button', {
      class: 'text-button',
      testId: 'readers-forget',
      onClick: () => void this.#forgetAll(),
    });
    root.append(
      this.#lede,
      this.#published,
      this.#intake.element,
      this.#said,
      this.#tray.element,
      this.#successor.element,
      this.#forget,
    );
    session.addEventListener('project', () => {
      this.#chosenId = null;
      this.#intake.clear();
      this.render();
    });
    session.addEventListener('versions', () => this.render());
    // Classes may have been renamed, and pictures accepted, removed or brought back.
    session.addEventListener('pictures', () => this.#renderAround());
  }

  render(): void {
    if (!this.#session.isOpen) return;
    // Not with every change of pictures: what became of the files would be read out again.
    this.#intake.render();
    this.#renderAround();
    this.#renderReports();
    void this.#refresh();
  }

  /** Draws everything that needs no look into storage. */
  #renderAround(): void {
    const { versions, project } = this.#session;
    const hasVersions = versions.length > 0;
    this.#lede.textContent = t(hasVersions ? 'readers.lede' : 'readers.none');
    this.#intake.element.hidden = !hasVersions;
    this.#forget.textContent = t('readers.forget');
    const items = (project.publications ?? []).flatMap(({ versionId, publishedAt }) => {
      const version = versions.find(({ id }) => id === versionId);
      return version
        ? [t('readers.published.item', { number: version.number, day: formatDay(new Date(publishedAt)) })]
        : [];
    });
    // The same version as a folder and as a page, on one day, is said once.
    const list = [...new Set(items)].slice(-MAX_PUBLISHED).join(t('readers.published.between'));
    this.#published.hidden = items.length === 0;
    this.#published.textContent = t('readers.published', { list });
    this.#tray.render();
    this.#successor.render();
  }

  /** Reads from storage what readers said. */
  async #refresh(): Promise<void> {
    const { project, worker, versions } = this.#session;
    this.#reading += 1;
    const reading = this.#reading;
    // The worker need not be started for a project that nobody has given feedback on.
    const isEmpty = versions.length === 0 || (await this.#numFeedback(project.id)) === 0;
    let reports: FeedbackReportOf[] = [];
    if (!isEmpty) {
      await this.#session.attempt(async () => {
        reports = await worker.feedbackReports(project.id);
      });
    }
    if (reading !== this.#reading) return;
    this.#reports = reports;
    this.#forget.hidden = isEmpty;
    this.#renderReports();
    await this.#tray.refresh();
  }

  async #numFeedback(projectId: string): Promise<number> {
    let count = 0;
    await this.#session.attempt(async () => {
      count = (await this.#session.store.readers.feedback(projectId)).length;
    });
    return count;
  }

  #renderReports(): void {
    const { versions } = this.#session;
    const reported = this.#reports.flatMap(({ versionId, report }) => {
      const version = versions.find(({ id }) => id === versionId);
      return version ? [{ version, report }] : [];
    });
    const chosen = reported.find(({ version }) => version.id === this.#chosenId) ?? reported[0];
    this.#said.hidden = !chosen;
    if (!chosen) return this.#said.replaceChildren();
    const choice = el(
      'select',
      { testId: 'readers-version' },
      ...reported.map(({ version }) => {
        const option = el('option', { text: versionName(version), attributes: { value: version.id } });
        option.selected = version === chosen.version;
        return option;
      }),
    );
    choice.addEventListener('change', () => {
      this.#chosenId = choice.value;
      this.#renderReports();
    });
    keepFocus(this.#said, () => {
      this.#said.replaceChildren(
        el('label', { class: 'readers-version' }, t('readers.version'), choice),
        this.#feedback.element,
      );
    });
    this.#feedback.show(chosen.version, chosen.report);
  }

  async #forgetAll(): Promise<void> {
    const { store, toast, project } = this.#session;
    await this.#session.attempt(async () => {
      const removed = await store.readers.remove(project.id);
      await this.#refresh();
      const bringBack = async () => {
        await store.readers.add(removed);
        await this.#refresh();
      };
      toast.show({
        text: () => t('readers.forgotten', { count: removed.length }),
        action: { label: 'collect.undo', run: () => void this.#session.attempt(bringBack) },
      });
    });
  }
}
