/** Files on their way into a project. The worker reads, checks and stores them; the page says which class is theirs. */
import type { IncomingPicture, Taken } from '../../../engine/index.js';
import { isCancelled, toCodedError } from '../../../shared/errors.js';
import { t } from '../../../shared/i18n/index.js';
import type { PictureRecord, ProjectClass } from '../../../storage/index.js';
import { droppedFiles } from '../../shell/dropped-files.js';
import { pictureErrorMessage } from '../../shell/error-message.js';
import { blankClass, type Session } from '../project/session.js';

export interface Incoming {
  /** With folders, separated by `/`. */
  path: string;
  picture: Blob;
  /** The id shared by pictures taken in one go. */
  burst?: string;
}

export interface IntakeReport {
  numAdded: number;
  /** One sentence per file that could not be used. */
  refused: string[];
}

interface IntakeOptions {
  /** The class that pictures go to; null makes a class of each folder. */
  classId: string | null;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
  /** Called with every picture once it is stored. */
  onAdded: (record: PictureRecord) => void;
}

interface Opened extends IncomingPicture {
  /** With folders, separated by `/`. */
  path: string;
}

interface Target {
  classId: string;
  /** The change that gives the project a class that it has not yet: with its first picture, not before. */
  make: ((now: ProjectClass[]) => ProjectClass[]) | null;
}

export async function takeIn(session: Session, incoming: Incoming[], options: IntakeOptions): Promise<IntakeReport> {
  // Asked once there is something to lose; a refusal changes nothing for now.
  void navigator.storage?.persist?.().catch(() => false);
  const intake = new Intake(session, options);
  await intake.takeAll(incoming);
  return intake.report;
}

class Intake {
  readonly report: IntakeReport = { numAdded: 0, refused: [] };
  readonly #session: Session;
  readonly #options: IntakeOptions;
  readonly #projectId: string;
  #numDone = 0;
  #total = 0;
  /** Storage is full or forbidden: every further picture would meet the same. */
  #isStuck = false;

  constructor(session: Session, options: IntakeOptions) {
    this.#session = session;
    this.#options = options;
    this.#projectId = session.project.id;
  }

  async takeAll(incoming: readonly Incoming[]): Promise<void> {
    const opened = (await Promise.all(incoming.map((file) => this.#open(file)))).flat();
    const { classId } = this.#options;
    this.#total = opened.length;
    for (const [folder, pictures] of byFolder(opened, classId !== null)) {
      if (this.#isOver) return;
      const target = classId === null ? await classOfFolder(this.#session, folder) : { classId, make: null };
      let rest = pictures;
      while (rest.length > 0) rest = await this.#takeInto(target, rest);
    }
  }

  /** Given up, without storage, or the project was left meanwhile. */
  get #isOver(): boolean {
    return this.#isStuck || this.#options.signal.aborted || this.#session.project.id !== this.#projectId;
  }

  #hasClass(classId: string): boolean {
    const { project } = this.#session;
    return project.id === this.#projectId && project.classes.some(({ id }) => id === classId);
  }

  /** A zip is opened for its list; each of its pictures is read when it is taken in. */
  async #open({ path, picture: file, burst }: Incoming): Promise<Opened[]> {
    const name = nameOf(path);
    if (!/\.zip$/i.test(path)) return [{ path, file, name, ...(burst === undefined ? {} : { burst }) }];
    try {
      const pictures = await this.#session.worker.picturesIn(file, name);
      return pictures.map((picture) => ({ ...picture, file, name: nameOf(picture.path) }));
    } catch (error) {
      this.report.refused.push(pictureErrorMessage(toCodedError(error), name));
      return [];
    }
  }

  /** Hands back what is still to be taken in: where the worker has died of a picture, those behind it. */
  async #takeInto(target: Target, pictures: IncomingPicture[]): Promise<IncomingPicture[]> {
    const { signal, onProgress } = this.#options;
    const ending = new AbortController();
    const end = (): void => ending.abort();
    signal.addEventListener('abort', end);
    const ids: string[] = [];
    let numHeard = 0;
    const making: Promise<void>[] = [];
    const hear = (taken: Taken): void => {
      numHeard += 1;
      this.#numDone += 1;
      onProgress(Math.min(this.#numDone + 1, this.#total), this.#total);
      if (taken.error) {
        this.#isStuck ||= taken.error.code.startsWith('storage.');
        return void this.report.refused.push(pictureErrorMessage(taken.error, taken.name));
      }
      if (target.make && making.length === 0) making.push(this.#session.changeClasses(this.#projectId, target.make));
      ids.push(taken.record.id);
      // The class, or its project, was left or deleted meanwhile.
      if (!this.#hasClass(target.classId)) return end();
      this.report.numAdded += 1;
      this.#options.onAdded(taken.record);
    };
    try {
      onProgress(this.#numDone + 1, this.#total);
      const incoming = { projectId: this.#projectId, classId: target.classId, pictures };
      const all = await this.#session.worker.takeIn(incoming, { signal: ending.signal, onProgress: hear });
      // These were stored after it was given up.
      all.slice(numHeard).forEach(hear);
      return [];
    } catch (error) {
      const lost = pictures[numHeard];
      if (!lost || isCancelled(error)) return [];
      this.#numDone += 1;
      this.report.refused.push(pictureErrorMessage(toCodedError(error), lost.name));
      return pictures.slice(numHeard + 1);
    } finally {
      signal.removeEventListener('abort', end);
      await Promise.all(making);
      await this.#clearAway(target.classId, ids);
    }
  }

  /** Pictures that came after their class had been deleted. */
  async #clearAway(classId: string, ids: readonly string[]): Promise<void> {
    if (this.#session.project.id !== this.#projectId || this.#hasClass(classId)) return;
    await this.#session.store.removePictures(ids);
  }
}

/** The pictures of each folder, in the order in which the folders come; all together where folders do not count. */
function byFolder(opened: readonly Opened[], isOneClass: boolean): Map<string, IncomingPicture[]> {
  const folders = new Map<string, IncomingPicture[]>();
  for (const { path, ...picture } of opened) {
    const folder = isOneClass
      ? ''
      : (path.split('/').at(-2)?.slice(0, 80) ?? t('collect.class.default', { number: 1 }));
    const known = folders.get(folder);
    if (known) known.push(picture);
    else folders.set(folder, [picture]);
  }
  return folders;
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

/** The class named as the folder, made where there is none; an untouched first class is renamed. */
async function classOfFolder(session: Session, folder: string): Promise<Target> {
  const known = session.project.classes.find(({ name }) => name === folder);
  if (known) return { classId: known.id, make: null };
  await session.refreshPictures();
  // Read after the wait: a class may have been renamed or added meanwhile.
  const { classes } = session.project;
  const isUntouched = (id: string, name: string, position: number) =>
    name === t('collect.class.default', { number: position + 1 }) &&
    !session.pictures.some(({ classId }) => classId === id);
  const free = classes.find(({ id, name }, position) => isUntouched(id, name, position));
  const own: ProjectClass = { ...(free ?? blankClass(classes.length + 1)), name: folder };
  const make = (now: ProjectClass[]): ProjectClass[] =>
    now.some(({ id }) => id === own.id) ? now.map((one) => (one.id === own.id ? own : one)) : [...now, own];
  return { classId: own.id, make };
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
