/** Asks what is on a picture and hands it to a project of the training page, on this device. */
import { createProjectWorker, type ProjectWorker, type Taught, type TeachableProject } from '../../../engine/index.js';
import { toCodedError } from '../../../shared/errors.js';
import { el } from '../../../shared/dom.js';
import { addMessages, t } from '../../../shared/i18n/index.js';
import en from '../../../shared/i18n/teach/en.json';
import zhHans from '../../../shared/i18n/teach/zh-Hans.json';
import { pictureErrorMessage } from '../../shell/error-message.js';
import { lastProjectId, rememberProject } from '../../shell/last-project.js';
import type { NamedPicture } from '../queue.js';
import './teach.css';

addMessages({ en, 'zh-Hans': zhHans });

export class TeachDialog {
  readonly #worker: ProjectWorker = createProjectWorker();
  readonly #dialog = el('dialog', {
    class: 'teach',
    testId: 'teach-dialog',
    attributes: { 'aria-labelledby': 'teach-title' },
  });
  #projects: readonly TeachableProject[] = [];

  constructor() {
    document.body.append(this.#dialog);
  }

  /** Resolves once the form is there, or the reason why there is none. */
  async open(picture: NamedPicture): Promise<void> {
    const status = statusLine(t('teach.loading'));
    this.#show(status, this.#closeButton('teach.cancel'));
    this.#dialog.showModal();
    try {
      this.#projects = await this.#worker.teachableProjects();
      if (this.#dialog.open) this.#ask(picture);
    } catch (thrown) {
      status.textContent = pictureErrorMessage(toCodedError(thrown), picture.name);
    }
  }

  #show(...content: Node[]): void {
    this.#dialog.replaceChildren(el('h2', { text: t('teach.title'), attributes: { id: 'teach-title' } }), ...content);
  }

  #ask(picture: NamedPicture): void {
    const names = el('datalist', { attributes: { id: 'teach-names' } });
    const what = el('input', {
      testId: 'teach-class',
      attributes: { list: 'teach-names', required: '', maxlength: '80', autocomplete: 'off' },
    });
    const project = this.#projectChoice();
    const suggest = (): void => {
      const { classNames = [] } = this.#projects.find(({ id }) => id === project.value) ?? {};
      names.replaceChildren(...classNames.map((name) => el('option', { attributes: { value: name } })));
    };
    project.addEventListener('change', suggest);
    suggest();
    const status = statusLine('');
    const add = el('button', { class: 'button is-primary', testId: 'teach-add', text: t('teach.add') });
    add.type = 'submit';
    const form = el(
      'form',
      {},
      el('p', { text: t('teach.text') }),
      el('label', {}, t('teach.class'), what),
      names,
      el('label', {}, t('teach.project'), project),
      status,
      el('div', { class: 'teach-actions' }, add, this.#closeButton('teach.cancel')),
    );
    form.noValidate = true;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (what.value.trim() === '') {
        status.textContent = t('teach.nameless');
        return what.focus();
      }
      void this.#add(picture, project.value, what.value, { status, add });
    });
    this.#show(form);
    what.focus();
  }

  #projectChoice(): HTMLSelectElement {
    const choices = this.#projects.map(({ id, name }) => el('option', { text: name, attributes: { value: id } }));
    const fresh = el('option', { text: t('teach.project.new'), attributes: { value: '' } });
    const select = el('select', { testId: 'teach-project' }, ...choices, fresh);
    const last = lastProjectId();
    if (this.#projects.some(({ id }) => id === last)) select.value = last ?? '';
    return select;
  }

  async #add(
    { picture, name }: NamedPicture,
    projectId: string,
    className: string,
    { status, add }: { status: HTMLElement; add: HTMLButtonElement },
  ): Promise<void> {
    add.disabled = true;
    status.textContent = t('teach.saving');
    try {
      const newProjectName = t('project.untitled', { number: this.#projects.length + 1 });
      const lesson = { projectId: projectId || null, newProjectName, className, picture, name };
      this.#thank(await this.#worker.teach(lesson));
    } catch (thrown) {
      status.textContent = pictureErrorMessage(toCodedError(thrown), name);
      add.disabled = false;
    }
  }

  #thank({ projectId, projectName, className, count }: Taught): void {
    rememberProject(projectId);
    const done = statusLine(t('teach.done', { className, project: projectName, count }));
    const next = el('a', {
      class: 'button is-primary',
      testId: 'teach-next',
      text: t('teach.next'),
      attributes: { href: './train.html' },
    });
    this.#show(done, el('div', { class: 'teach-actions' }, next, this.#closeButton('teach.close')));
    next.focus();
  }

  #closeButton(key: 'teach.cancel' | 'teach.close'): HTMLButtonElement {
    return el('button', { class: 'button', text: t(key), onClick: () => this.#dialog.close() });
  }
}

function statusLine(text: string): HTMLElement {
  return el('p', { class: 'teach-status', testId: 'teach-status', text, attributes: { role: 'status' } });
}
