/** The ways into a project: what was chosen, dropped, pasted or recorded, one intake after the other. */
import { signal } from '@preact/signals';
import { joinSentences, t } from '../../../shared/i18n/index.js';
import type { PictureRecord } from '../../../storage/index.js';
import { droppedFiles } from '../../shell/dropped-files.js';
import { fromClipboard } from '../../shell/incoming.js';
import type { Session } from '../project/session.js';
import { IntakeRun, type Incoming } from './intake/intake-run.js';

export type { Incoming } from './intake/intake-run.js';

export interface IntakeProgress {
  done: number;
  total: number;
  stop: () => void;
}

/** How far the intake is that is under way; null while there is none. */
export const intakeProgress = signal<IntakeProgress | null>(null);

/** The sentences about the files that the last intake could not use. */
export const refusedFiles = signal<readonly string[]>([]);

/** The number of files that a screen reader is told of by name; all of them stand in the list. */
const NUM_SAID = 3;

/** The end of the intake that is under way. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Adds pictures to a class, or to a class for each folder where `classId` is null, and says so with a way back.
 * Resolves with what was added, which is nothing where all of it was refused.
 */
export async function addPictures(
  session: Session,
  incoming: readonly Incoming[],
  classId: string | null,
): Promise<PictureRecord[]> {
  const run = await takeIn(session, incoming, classId);
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
  incoming: readonly Incoming[],
  classId: string | null,
): Promise<IntakeRun | null> {
  const { id } = session.project;
  // Another project may have been opened until it is this one's turn.
  const taken = last.then(() =>
    session.project.id === id && incoming.length > 0 ? take(session, incoming, classId) : null,
  );
  last = taken;
  return taken;
}

async function take(session: Session, incoming: readonly Incoming[], classId: string | null): Promise<IntakeRun> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  const onProgress = (done: number, total: number) => (intakeProgress.value = { done, total, stop });
  // A zip brings folders of its own.
  const isZipOnly = incoming.every(({ path }) => /\.zip$/i.test(path));
  const run = new IntakeRun(session, { classId: isZipOnly ? null : classId, signal: abort.signal, onProgress });
  refusedFiles.value = [];
  await session.attempt(() => run.takeAll(incoming));
  intakeProgress.value = null;
  refusedFiles.value = run.refused;
  const { refused } = run;
  if (refused.length > 0) {
    const said = [t('collect.refused', { count: refused.length }), ...refused.slice(0, NUM_SAID)];
    session.announcer.announce(joinSentences(said));
  }
  return run;
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

/** Must be called in the drop event itself. */
export async function fromDrop(data: DataTransfer): Promise<Incoming[]> {
  return (await droppedFiles(data)).map(({ path, file }) => ({ path, picture: file }));
}

export function fromPaste(data: DataTransfer): Incoming[] {
  return fromClipboard(data).map(({ name, picture }) => ({ path: name, picture }));
}

/** The files of a dialog; chosen folders bring their paths. */
export function fromInput(input: HTMLInputElement): Incoming[] {
  const files = Array.from(input.files ?? []).filter(({ name }) => !name.startsWith('.'));
  // Otherwise choosing the same files again would be no change.
  input.value = '';
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, picture: file }));
}
