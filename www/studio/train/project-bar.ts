/** Which project is open: choose, rename, make, delete. */
import { t } from '../../i18n/index.js';
import { el } from '../dom.js';
import type { Session } from './session.js';

export class ProjectBar {
  readonly #root: HTMLElement;
  readonly #session: Session;

  constructor(root: HTMLElement, session: Session) {
    this.#root = root;
    this.#session = session;
    session.addEventListener('project', () => this.render());
  }

  render(): void {
    const session = this.#session;
    if (!session.project) return;
    const options = session.projects.map(({ id, name }) => {
      const option = el('option', { text: name, attributes: { value: id } });
      option.selected = id === session.project.id;
      return option;
    });
    const choice = el('select', { attributes: { 'aria-label': t('project.label') }, testId: 'project' }, ...options);
    choice.addEventListener('change', () => {
      const chosen = session.projects.find(({ id }) => id === choice.value);
      if (chosen) void session.attempt(() => session.show(chosen));
    });
    const name = el('input', {
      attributes: { 'aria-label': t('project.rename'), maxlength: '80' },
      testId: 'project-name',
    });
    name.value = session.project.name;
    name.addEventListener('change', () => {
      const text = name.value.trim() || session.project.name;
      void session.attempt(() => session.update({ name: text })).then(() => this.render());
    });
    this.#root.replaceChildren(
      name,
      choice,
      el('button', {
        class: 'text-button',
        text: t('project.new'),
        testId: 'project-new',
        onClick: () => void session.attempt(() => session.create()),
      }),
      el('button', {
        class: 'text-button',
        text: t('project.delete'),
        onClick: () => {
          if (!confirm(t('project.delete.confirm', { name: session.project.name }))) return;
          void session.attempt(() => session.remove());
        },
      }),
    );
  }
}
