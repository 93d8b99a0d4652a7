/** The menu of a class as a whole: its place, its colour, joining it with another. */
import { t } from '../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import type { Session } from '../project/session.js';

export const NUM_COLOURS = 8;

export function classMenu(session: Session, own: ProjectClass, position: number): HTMLElement {
  const { classes } = session.project;
  const moveTo = (target: number) =>
    void session.attempt(() => {
      const others = session.project.classes.filter(({ id }) => id !== own.id);
      return session.update({ classes: others.toSpliced(target, 0, own) });
    });
  const button = (text: string, isPossible: boolean, onClick: () => void) => {
    const made = el('button', { class: 'text-button', text, onClick });
    made.disabled = !isPossible;
    return made;
  };
  const colour = button(t('collect.class.colour'), true, () => {
    const next = ((own.colour ?? position) + 1) % NUM_COLOURS;
    const changed = session.project.classes.map((known) => (known.id === own.id ? { ...known, colour: next } : known));
    void session.attempt(() => session.update({ classes: changed }));
  });
  const merge = el(
    'select',
    { attributes: { 'aria-label': t('collect.class.merge') } },
    el('option', { text: t('collect.class.merge'), attributes: { value: '' } }),
    ...classes
      .filter(({ id }) => id !== own.id)
      .map(({ id, name }) => el('option', { text: name, attributes: { value: id } })),
  );
  merge.addEventListener('change', () => {
    if (merge.value) void session.attempt(() => mergeInto(session, own, merge.value));
  });
  return el(
    'details',
    { class: 'class-menu' },
    el('summary', { text: t('collect.class.more') }),
    button(t('collect.class.earlier'), position > 0, () => moveTo(position - 1)),
    button(t('collect.class.later'), position < classes.length - 1, () => moveTo(position + 1)),
    colour,
    classes.length > 1 ? merge : null,
  );
}

async function mergeInto(session: Session, own: ProjectClass, targetId: string): Promise<void> {
  const { id: projectId, classes } = session.project;
  const position = classes.findIndex(({ id }) => id === own.id);
  const target = classes.find(({ id }) => id === targetId);
  const moved = session.pictures.filter(({ classId }) => classId === own.id).map(({ id }) => id);
  await session.store.movePictures(moved, targetId);
  await session.changeClasses(projectId, (now) => now.filter(({ id }) => id !== own.id));
  await session.refreshPictures();
  session.toast.show({
    text: () => t('collect.class.merged', { name: own.name, target: target?.name ?? '' }),
    action: {
      label: 'collect.undo',
      run: () =>
        void session.attempt(async () => {
          await session.changeClasses(projectId, (now) => now.toSpliced(position, 0, own));
          await session.store.movePictures(moved, own.id);
          await session.refreshPictures();
        }),
    },
  });
}
