/** The ways into a project: what was chosen, dropped, pasted or recorded, one intake after the other. */
import { signal } from '@preact/signals';
import { t } from '../../../shared/i18n/index.js';
import type { GivenFile } from '../../../engine/index.js';
import type { PictureRecord } from '../../../storage/index.js';
import { pictureErrorMessage } from '../../shell/error-message.js';
import { droppedFiles } from '../../shell/dropped-files.js';
import { fromClipboard } from '../../shell/incoming.js';
import { leftOutNotice, sayLeftOut, type Sentence } from '../project/left-out.js';
import type { Session } from '../project/session.js';
import { IntakeRun } from './intake/intake-run.js';
import { sortFiles, type SortedFiles } from './intake/sorted-files.js';

export interface IntakeProgress {
  /** Files are being looked at; else pictures are being read. */
  isSorting: boolean;
  done: number;
  total: number;
  stop: () => void;
}

/** How far the intake is that is under way; null while there is none. */
export const intakeProgress = signal<IntakeProgress | null>(null);

/** The end of the intake that is under way. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Adds pictures to a class, or to a class for each folder where `classId` is null, and says so with a way back.
 * Resolves with what was added, which is nothing where all of it was refused.
 */
export async function addPictures(
  session: Session,
  incoming: readonly GivenFile[],
  classId: string | null,
  unreadable: readonly string[] = [],
): Promise<PictureRecord[]> {
  const run = await takeIn(session, incoming, classId, unreadable);
  if (!run || run.added.length === 0) return [];
  const { added, folders } = run;
  const isOneClass = added.every((record) => record.classId === classId);
  const name = isOneClass ? session.project.classes.find(({ id }) => id === classId)?.name : undefined;
  const count = added.length;
  session.history.add({
    text: () => (name === undefined ? t('collect.added', { count }) : t('collect.added.to', { count, name })),
    ...returning(session, added, { undo: () => folders.undo(), redo: () => folders.redo() }),
  });
  return added;
}

/** Adds pictures, and says nothing of those that could be used: they are seen as they come. */
export function takeIn(
  session: Session,
  incoming: readonly GivenFile[],
  classId: string | null,
  unreadable: readonly string[] = [],
): Promise<IntakeRun | null> {
  const { id } = session.project;
  // Another project may have been opened until it is this one's turn.
  const taken = last.then(() =>
    session.project.id === id && incoming.length + unreadable.length > 0
      ? take(session, incoming, { classId, unreadable })
      : null,
  );
  last = taken;
  return taken;
}

async function take(
  session: Session,
  incoming: readonly GivenFile[],
  { classId, unreadable }: { classId: string | null; unreadable: readonly string[] },
): Promise<IntakeRun> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  const { signal } = abort;
  const saying = (isSorting: boolean) => (done: number, total: number) =>
    (intakeProgress.value = { isSorting, done, total, stop });
  const run = new IntakeRun(session, { classId, signal, onProgress: saying(false) });
  leftOutNotice.value = null;
  let sorted: SortedFiles = { pictures: [], refused: [], numOthers: 0 };
  await session.attempt(async () => {
    sorted = await sortFiles(session, incoming, classId !== null, { signal, onProgress: saying(true) });
    await run.takeAll(sorted.pictures);
  });
  intakeProgress.value = null;
  const failed = unreadable.map((name) => () => pictureErrorMessage({ code: 'file.unreadable', detail: {} }, name));
  const refused = [...failed, ...sorted.refused, ...run.refused];
  if (refused.length + run.added.length + sorted.numOthers > 0)
    sayLeftOut(session, { refused, notes: notesOn(run, sorted) });
  return run;
}

/** What became of files that could be used, but not as one might think, and of those that nobody expects to be. */
function notesOn({ added }: IntakeRun, { numOthers }: SortedFiles): Sentence[] {
  const numAside = added.filter(({ isTest }) => isTest).length;
  return [
    ...(numOthers > 0 ? [() => t('collect.left-out', { count: numOthers })] : []),
    ...(numAside > 0 ? [() => t('collect.set-aside', { count: numAside })] : []),
  ];
}

/** The way back for pictures that were added, and the way there again. */
export function returning(
  session: Session,
  added: readonly PictureRecord[],
  classes?: { undo: () => Promise<void>; redo: () => Promise<void> },
) {
  let removed: Awaited<ReturnType<Session['store']['removePictures']>> = [];
  return {
    undo: async () => {
      removed = await session.store.removePictures(added.map(({ id }) => id));
      await session.refreshPictures();
      await classes?.undo();
    },
    redo: async () => {
      await classes?.redo();
      await session.store.addPictures(removed);
      await session.refreshPictures();
    },
  };
}

/** Adds what was dropped, and says so where there was no file in it. Must be called in the drop event itself. */
export async function addDropped(session: Session, data: DataTransfer, classId: string | null): Promise<void> {
  const { files, unreadable } = await droppedFiles(data);
  if (files.length + unreadable.length === 0) session.toast.show({ text: () => t('drop.no-picture') });
  else await addPictures(session, files, classId, unreadable);
}

export function fromPaste(data: DataTransfer): GivenFile[] {
  return fromClipboard(data).map(({ name, picture }) => ({ path: name, file: picture }));
}

/** The files of a dialog; chosen folders bring their paths. */
export function fromInput(input: HTMLInputElement): GivenFile[] {
  const files = Array.from(input.files ?? []).filter(({ name }) => !name.startsWith('.'));
  // Otherwise choosing the same files again would be no change.
  input.value = '';
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}
