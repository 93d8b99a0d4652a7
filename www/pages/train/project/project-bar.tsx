/** The open project in the masthead: which one it is, whether it is kept, and what can be done with it. */
import { useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';
import { Menu } from '../parts/menu.js';
import { SessionContext, useSession } from '../parts/use-session.js';
import { useTyped } from '../parts/use-typed.js';
import type { ProjectFiles } from './project-files.js';
import { projectNames } from './project-names.js';
import { READY_PROJECTS } from './ready-projects.js';
import { Saved } from './saved.js';
import type { Session } from './session.js';

export function ProjectBar({ session, files }: { session: Session; files: ProjectFiles }) {
  if (!session.isOpen) return null;
  return (
    <SessionContext.Provider value={session}>
      <ProjectChoice />
      <Saved />
      <Menu label="⋯" name={t('project.more')} testId="project-more">
        <ProjectMenu files={files} />
      </Menu>
    </SessionContext.Provider>
  );
}

function ProjectChoice() {
  const session = useSession();
  const { projects } = session;
  const names = projectNames(projects);
  return (
    <select
      class="project-choice"
      data-testid="project"
      aria-label={t('project.label')}
      value={session.project.id}
      onChange={({ currentTarget: { value } }) => {
        const chosen = projects.find(({ id }) => id === value);
        if (chosen) void session.attempt(() => session.show(chosen));
      }}
    >
      {projects.map(({ id }, position) => (
        <option key={id} value={id} selected={id === session.project.id}>
          {names[position]}
        </option>
      ))}
    </select>
  );
}

function ProjectMenu({ files }: { files: ProjectFiles }) {
  const session = useSession();
  const input = useRef<HTMLInputElement>(null);
  const remove = async () => {
    // Whoever pressed it by keyboard is led to the way back.
    if (await session.attempt(() => session.remove())) session.toast.focusAction();
  };
  const item = (key: 'new' | 'open' | 'save' | 'delete', onClick: () => void) => (
    <button type="button" class="text-button" data-testid={`project-${key}`} onClick={onClick}>
      {t(`project.${key}`)}
    </button>
  );
  return (
    <>
      <ProjectName key={session.project.id} />
      {session.history.canUndo.value && (
        // A phone has no keys for it.
        <button type="button" class="text-button" data-testid="menu-undo" onClick={() => session.history.undo()}>
          {t('collect.undo')}
        </button>
      )}
      {item('new', () => void session.attempt(() => session.create()))}
      {item('open', () => input.current?.click())}
      {item('save', () => files.save())}
      {item('delete', () => void remove())}
      <p class="menu-title">{t('project.ready')}</p>
      {READY_PROJECTS.map((id) => (
        <button
          key={id}
          type="button"
          class="text-button"
          data-testid={`ready-${id}`}
          onClick={() => files.openReady(id)}
        >
          {t(`project.ready.${id}`)}
        </button>
      ))}
      <ProjectInput files={files} input={input} />
    </>
  );
}

function ProjectInput({ files, input }: { files: ProjectFiles; input: { current: HTMLInputElement | null } }) {
  return (
    <input
      ref={input}
      type="file"
      accept=".zip"
      multiple
      hidden
      data-testid="project-file"
      onChange={({ currentTarget }) => {
        for (const file of Array.from(currentTarget.files ?? []))
          files.open(
            () => file.name,
            () => Promise.resolve(file),
          );
        // Otherwise choosing the same file again would be no change.
        currentTarget.value = '';
      }}
    />
  );
}

function ProjectName() {
  const session = useSession();
  const { id, name } = session.project;
  const typed = useTyped(name, (text) => void session.attempt(() => session.remember(id, { name: text })));
  return (
    <label class="menu-field">
      <span>{t('project.rename')}</span>
      <input data-testid="project-name" maxLength={80} {...typed} />
    </label>
  );
}
