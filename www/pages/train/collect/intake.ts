/** Files on their way into a project: read, checked and stored one by one. */
import { t } from '../../../shared/i18n/index.js';
import type { PictureRecord } from '../../../storage/index.js';
import { toCodedError } from '../../../shared/errors.js';
import { droppedFiles } from '../../shell/dropped-files.js';
import { pictureErrorMessage } from '../../shell/error-message.js';
import { blankClass, type Session } from '../project/session.js';

export interface Incoming {
  /** With folders, separated by `/`. */
  path: string;
  picture: Blob;
  /** Shared by pictures taken in one go. */
  burst?: string;
}

export interface IntakeReport {
  numAdded: number;
  /** One sentence per file that could not be used. */
  refused: string[];
}

interface IntakeOptions {
  /** Where pictures go; null makes a class of each folder. */
  classId: string | null;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
  /** Told of every picture once it is stored. */
  onAdded: (record: PictureRecord) => void;
}

export async function takeIn(
  session: Session,
  incoming: Incoming[],
  { classId, signal, onProgress, onAdded }: IntakeOptions,
): Promise<IntakeReport> {
  const refused: string[] = [];
  let numAdded = 0;
  const projectId = session.project.id;
  // Asked once there is something to lose; a refusal changes nothing for now.
  void navigator.storage?.persist?.().catch(() => false);
  const opened = (await Promise.all(incoming.map((file) => openZip(session, file, refused)))).flat();
  for (const [index, { path, picture, burst }] of opened.entries()) {
    if (signal.aborted || session.project.id !== projectId) break;
    onProgress(index + 1, opened.length);
    const name = path.split('/').at(-1) ?? path;
    try {
      const { inspection, sha256, thumbnail } = await session.worker.inspect(picture);
      const stored = await inMemory(picture);
      const target = classId ?? (await classOfFolder(session, path));
      // The class, or its project, was left or deleted meanwhile.
      if (!session.project.classes.some(({ id }) => id === target)) break;
      const record = {
        id: crypto.randomUUID(),
        projectId,
        classId: target,
        name,
        addedAt: Date.now(),
        sha256,
        inspection,
        burst,
      };
      await session.store.addPictures([{ record, files: { picture: stored, thumbnail } }]);
      onAdded(record);
      numAdded += 1;
    } catch (error) {
      const coded = toCodedError(error);
      refused.push(pictureErrorMessage(coded, name));
      // Every further picture would meet the same.
      if (coded.code === 'storage.full' || coded.code === 'storage.unavailable') break;
    }
  }
  return { numAdded, refused };
}

/** A file on disk may change or go; what is stored must not. */
async function inMemory(picture: Blob): Promise<Blob> {
  return new Blob([await picture.arrayBuffer()], { type: picture.type });
}

async function openZip(session: Session, file: Incoming, refused: string[]): Promise<Incoming[]> {
  if (!/\.zip$/i.test(file.path)) return [file];
  const name = file.path.split('/').at(-1) ?? file.path;
  try {
    return await session.worker.readZip(file.picture, name);
  } catch (error) {
    refused.push(pictureErrorMessage(toCodedError(error), name));
    return [];
  }
}

/** The class named as the innermost folder, made where there is none; an untouched first class is renamed. */
async function classOfFolder(session: Session, path: string): Promise<string> {
  const folder = path.split('/').at(-2)?.slice(0, 80) ?? t('collect.class.default', { number: 1 });
  const known = session.project.classes.find(({ name }) => name === folder);
  if (known) return known.id;
  await session.refreshPictures();
  // Read after the wait: a class may have been renamed or added meanwhile.
  const { classes } = session.project;
  const isUntouched = (id: string, name: string, position: number) =>
    name === t('collect.class.default', { number: position + 1 }) &&
    !session.pictures.some(({ classId }) => classId === id);
  const free = classes.find(({ id, name }, position) => isUntouched(id, name, position));
  if (free) {
    await session.update({ classes: classes.map((c) => (c.id === free.id ? { ...c, name: folder } : c)) });
    return free.id;
  }
  const added = { ...blankClass(classes.length + 1), name: folder };
  await session.update({ classes: [...classes, added] });
  return added.id;
}

/** Must be called in the drop event itself. */
export async function fromDrop(data: DataTransfer): Promise<Incoming[]> {
  return (await droppedFiles(data)).map(({ path, file }) => ({ path, picture: file }));
}

/** The files of a dialog; chosen folders bring their paths. */
export function fromInput(input: HTMLInputElement): Incoming[] {
  const files = Array.from(input.files ?? []).filter(({ name }) => !name.startsWith('.'));
  // Otherwise choosing the same files again would be no change.
  input.value = '';
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, picture: file }));
}
