/** The bar of the open project: choose, rename, make, delete, save as a file, open from one. */
import { t, type MessageKey } from '../../../shared/i18n/index.js';
import type { Project } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { READY_PROJECTS, fetchReadyProject } from './ready-projects.js';
import { saveFile } from './save-file.js';
import type { Session } from './session.js';

export class ProjectBar {
  readonly #root: HTMLElement;
  readonly #session: Session;
  readonly #status = el('p', { class: 'project-status', testId: 'project-status', attributes: { role: 'status' } });

  readonly #stop = el('button', {
    class: 'text-button',
    testId: 'project-stop',
    onClick: () => this.#opening?.abort(),
  });
  /** The opening that is under way. */
  #opening: AbortController | null = null;

  constructor(root: HTMLElement, session: Session) {
    this.#root = root;
    this.#session = session;
    this.#stop.hidden = true;
    session.addEventListener('project', () => this.render());
  }

  render(): void {
    const session = this.#session;
    if (!session.isOpen) return;
    const file = el('input', { testId: 'project-file', attributes: { type: 'file', accept: '.zip', hidden: '' } });
    file.addEventListener('change', () => {
      const chosen = file.files?.[0];
      file.value = '';
      if (chosen) void this.#open(async () => chosen);
    });
    const button = (key: 'new' | 'save' | 'open' | 'delete', onClick: () => void) =>
      el('button', { class: 'text-button', text: t(`project.${key}`), testId: `project-${key}`, onClick });
    const choice = this.#choice();
    this.#root.replaceChildren(
      labelled('project.label', choice),
      labelled('project.rename', this.#name(choice)),
      button('new', () => void session.attempt(() => session.create())),
      this.#ready(),
      // Rarely wanted, and one of them takes the project away: none is pressed in passing.
      el(
        'details',
        { class: 'project-more', testId: 'project-more' },
        el('summary', { text: t('project.more') }),
        el(
          'div',
          {},
          button('open', () => file.click()),
          button('save', () => void this.#save()),
          button('delete', () => void this.#remove()),
        ),
      ),
      file,
      this.#status,
      this.#stop,
    );
  }

  #name(choice: HTMLSelectElement): HTMLElement {
    const session = this.#session;
    const name = el('input', { attributes: { maxlength: '80' }, testId: 'project-name' });
    name.value = session.project.name;
    name.addEventListener('change', () => {
      const text = name.value.trim() || session.project.name;
      name.value = text;
      // Nothing else is drawn anew: the name is left by pressing something, which has to be there still.
      const [chosen] = choice.selectedOptions;
      if (chosen) chosen.textContent = text;
      void session.attempt(() => session.update({ name: text }));
    });
    return name;
  }

  #choice(): HTMLSelectElement {
    const session = this.#session;
    const options = session.projects.map(({ id, name }) => {
      const option = el('option', { text: name, attributes: { value: id } });
      option.selected = id === session.project.id;
      return option;
    });
    const choice = el('select', { testId: 'project' }, ...options);
    choice.addEventListener('change', () => {
      const chosen = session.projects.find(({ id }) => id === choice.value);
      if (chosen) void session.attempt(() => session.show(chosen));
    });
    return choice;
  }

  /** Projects to start from. */
  #ready(): HTMLElement {
    const choice = el(
      'select',
      { attributes: { 'aria-label': t('project.ready') }, testId: 'project-ready' },
      el('option', { text: t('project.ready'), attributes: { value: '' } }),
      ...READY_PROJECTS.map((id) => el('option', { text: t(`project.ready.${id}`), attributes: { value: id } })),
    );
    choice.addEventListener('change', () => {
      const chosen = READY_PROJECTS.find((id) => id === choice.value);
      choice.value = '';
      if (chosen) void this.#open(() => fetchReadyProject(chosen));
    });
    return choice;
  }

  async #remove(): Promise<void> {
    // The button goes with the project; whoever pressed it by keyboard is led to the way back.
    if (await this.#session.attempt(() => this.#session.remove())) this.#session.toast.focusAction();
  }

  async #open(file: () => Promise<Blob>): Promise<void> {
    const session = this.#session;
    // Another one would take its place in the status, and which of them is stopped could not be told.
    if (this.#opening) return;
    const opening = new AbortController();
    this.#opening = opening;
    this.#status.textContent = t('project.opening');
    await session.attempt(async () => {
      const blob = await file();
      this.#stop.textContent = t('collect.progress.cancel');
      this.#stop.hidden = false;
      const onProgress = (done: number, total: number): void => {
        this.#status.textContent = t('collect.progress', { done, total });
      };
      const project: Project = await session.worker.openProject(blob, { signal: opening.signal, onProgress });
      await session.add(project);
    }, 'project.cancelled');
    this.#opening = null;
    this.#stop.hidden = true;
    this.#status.textContent = '';
  }

  async #save(): Promise<void> {
    const session = this.#session;
    this.#status.textContent = t('project.saving');
    await session.attempt(async () => {
      const onProgress = (done: number, total: number): void => {
        this.#status.textContent = t('project.saving.progress', { done, total });
      };
      const { id, name } = session.project;
      saveFile(await session.worker.saveProject(id, { onProgress }), `${name}.zip`);
    });
    this.#status.textContent = '';
  }
}

function labelled(key: MessageKey, field: HTMLElement): HTMLElement {
  return el('label', { class: 'project-field' }, el('span', { text: t(key) }), field);
}
