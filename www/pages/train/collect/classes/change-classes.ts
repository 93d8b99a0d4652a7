/** Adding, naming, colouring, ordering, merging and deleting classes, each with a way back. */
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass, StoredPicture } from '../../../../storage/index.js';
import { focusName, isFocusLost } from '../focus.js';
import { blankClass, type Session } from '../../project/session.js';

/** Adds a class behind the others; resolves with its id. */
export async function addClass(session: Session): Promise<string> {
  const { id: projectId, classes } = session.project;
  const added = blankClass(classes.length + 1);
  const redo = () => session.changeClasses(projectId, (now) => [...now, added]);
  const undo = () => session.changeClasses(projectId, (now) => now.filter(({ id }) => id !== added.id));
  if (await session.attempt(redo)) session.history.keep({ undo, redo });
  return added.id;
}

/** Changes the name, the colour or the use of a class. What becomes of it is plain to see, so nothing is said. */
export async function changeClass(
  session: Session,
  own: ProjectClass,
  change: Partial<Omit<ProjectClass, 'id'>>,
): Promise<void> {
  const { id: projectId } = session.project;
  const before = session.project.classes.find(({ id }) => id === own.id);
  if (!before) return;
  const former = Object.fromEntries(Object.keys(change).map((key) => [key, before[key as keyof ProjectClass]]));
  const set = (values: Partial<ProjectClass>) => () =>
    session.changeClasses(projectId, (now) =>
      now.map((known) => (known.id === own.id ? { ...known, ...values } : known)),
    );
  const redo = set(change);
  if (await session.attempt(redo)) session.history.keep({ undo: set(former), redo });
}

/** Moves a class to a place among the others, from 0. */
export async function moveClass(session: Session, own: ProjectClass, target: number): Promise<void> {
  const { id: projectId, classes } = session.project;
  const position = classes.findIndex(({ id }) => id === own.id);
  const move = (to: number) => () =>
    session.changeClasses(projectId, (now) => {
      const known = now.find(({ id }) => id === own.id);
      return known ? now.filter((one) => one !== known).toSpliced(to, 0, known) : now;
    });
  const redo = move(target);
  if (await session.attempt(redo)) session.history.keep({ undo: move(position), redo });
}

/** Puts the pictures of a class into another one; the class itself goes. */
export async function mergeClass(session: Session, own: ProjectClass, targetId: string): Promise<void> {
  const { id: projectId, classes } = session.project;
  const position = classes.findIndex(({ id }) => id === own.id);
  const target = classes.find(({ id }) => id === targetId)?.name ?? '';
  const moved = session.pictures.filter(({ classId }) => classId === own.id).map(({ id }) => id);
  const redo = async () => {
    await session.store.movePictures(moved, targetId);
    await session.changeClasses(projectId, (now) => now.filter(({ id }) => id !== own.id));
    // Pictures that another tab has added meanwhile: now no more can come.
    const pictures = await session.store.pictures(projectId);
    const rest = pictures.filter(({ classId }) => classId === own.id).map(({ id }) => id);
    await session.store.movePictures(rest, targetId);
    moved.push(...rest);
    await session.refreshPictures();
  };
  const undo = async () => {
    await session.changeClasses(projectId, (now) => withBack(now, own, position));
    await session.store.movePictures(moved, own.id);
    await session.refreshPictures();
  };
  if (await session.attempt(redo)) {
    session.history.add({ text: () => t('collect.class.merged', { name: own.name, target }), undo, redo });
  }
}

/** Deletes a class with its pictures; the keyboard goes to the way back. */
export async function removeClass(session: Session, own: ProjectClass): Promise<void> {
  const { id: projectId, classes } = session.project;
  const position = classes.findIndex(({ id }) => id === own.id);
  let removed: StoredPicture[] = [];
  const redo = async () => {
    // The class first, then what storage holds of it: more may have come since its row was drawn.
    await session.changeClasses(projectId, (now) => now.filter(({ id }) => id !== own.id));
    const pictures = await session.store.pictures(projectId);
    const ids = pictures.filter(({ classId }) => classId === own.id).map(({ id }) => id);
    removed = await session.store.removePictures(ids);
    await session.refreshPictures();
  };
  const undo = async () => {
    // Into the classes of now: others may have come since.
    await session.changeClasses(projectId, (now) => withBack(now, own, position));
    await session.store.addPictures(removed);
    await session.refreshPictures();
    if (isFocusLost()) focusName(own.id);
  };
  if (!(await session.attempt(redo))) return;
  session.history.add({ text: () => t('collect.class.deleted', { name: own.name }), undo, redo });
  session.toast.focusAction();
}

/** The classes with one that comes back at its place, unless another tab has brought it back already. */
function withBack(now: ProjectClass[], own: ProjectClass, position: number): ProjectClass[] {
  return now.some(({ id }) => id === own.id) ? now : now.toSpliced(position, 0, own);
}
