/** One intake: files on their way into a project. The worker reads, checks and stores them; the page says where to. */
import type { IncomingPicture, Taken } from '../../../../engine/index.js';
import { isCancelled, toCodedError } from '../../../../shared/errors.js';
import type { PictureRecord } from '../../../../storage/index.js';
import { pictureErrorMessage } from '../../../shell/error-message.js';
import type { Session } from '../../project/session.js';
import { FolderClasses } from './folder-classes.js';

export interface Incoming {
  /** With folders, separated by `/`. */
  path: string;
  picture: Blob;
  /** The id shared by pictures taken in one go. */
  burst?: string;
}

export interface IntakeOptions {
  /** The class that pictures go to; null makes a class of each folder. */
  classId: string | null;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

interface Opened extends IncomingPicture {
  /** With folders, separated by `/`. */
  path: string;
}

/** The time between two showings of what has come in: each draws the rows that have grown, and counts them anew. */
const SHOW_EVERY_MS = 700;

export class IntakeRun {
  readonly added: PictureRecord[] = [];
  /** One sentence per file that could not be used. */
  readonly refused: string[] = [];
  readonly folders: FolderClasses;
  readonly #session: Session;
  readonly #options: IntakeOptions;
  readonly #projectId: string;
  #numDone = 0;
  #total = 0;
  #numShown = 0;
  #shownAt = 0;
  /** Storage is full or forbidden, or the browser changes pixels: every further picture would meet the same. */
  #isStuck = false;

  constructor(session: Session, options: IntakeOptions) {
    this.#session = session;
    this.#options = options;
    this.#projectId = session.project.id;
    this.folders = new FolderClasses(session);
  }

  async takeAll(incoming: readonly Incoming[]): Promise<void> {
    const opened = (await Promise.all(incoming.map((file) => this.#open(file)))).flat();
    this.#total = opened.length;
    const { classId } = this.#options;
    const lots = classId === null ? await this.folders.sorted(opened) : new Map([[classId, opened]]);
    try {
      for (const [target, pictures] of lots) {
        let rest: IncomingPicture[] = pictures;
        while (rest.length > 0 && !this.#isOver) rest = await this.#takeInto(target, rest);
      }
    } finally {
      this.#show();
      await this.folders.withdrawEmpty(new Set(this.added.map((record) => record.classId)));
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
      this.refused.push(pictureErrorMessage(toCodedError(error), name));
      return [];
    }
  }

  /** Hands back what is still to be taken in: where the worker has died of a picture, those behind it. */
  async #takeInto(classId: string, pictures: IncomingPicture[]): Promise<IncomingPicture[]> {
    const { signal, onProgress } = this.#options;
    const ending = new AbortController();
    const end = (): void => ending.abort();
    signal.addEventListener('abort', end);
    const ids: string[] = [];
    let numHeard = 0;
    const hear = (taken: Taken): void => {
      numHeard += 1;
      this.#hear(taken, ids);
      // The class, or its project, was left or deleted meanwhile.
      if (!this.#hasClass(classId)) end();
    };
    try {
      onProgress(this.#numDone + 1, this.#total);
      const incoming = { projectId: this.#projectId, classId, pictures };
      const all = await this.#session.worker.takeIn(incoming, { signal: ending.signal, onProgress: hear });
      // These were stored after it was given up.
      all.slice(numHeard).forEach(hear);
      return [];
    } catch (error) {
      const lost = pictures[numHeard];
      if (!lost || isCancelled(error)) return [];
      this.#numDone += 1;
      this.refused.push(pictureErrorMessage(toCodedError(error), lost.name));
      return pictures.slice(numHeard + 1);
    } finally {
      signal.removeEventListener('abort', end);
      await this.#clearAway(classId, ids);
    }
  }

  #hear(taken: Taken, ids: string[]): void {
    this.#numDone += 1;
    this.#options.onProgress(Math.min(this.#numDone + 1, this.#total), this.#total);
    if (taken.error) {
      this.#isStuck ||= /^(storage|canvas)\./.test(taken.error.code);
      this.refused.push(pictureErrorMessage(taken.error, taken.name));
      return;
    }
    ids.push(taken.record.id);
    if (!this.#hasClass(taken.record.classId)) return;
    this.added.push(taken.record);
    if (performance.now() - this.#shownAt > SHOW_EVERY_MS) this.#show();
  }

  /** Shows what has come in since the last time. */
  #show(): void {
    this.#session.showAdded(this.added.slice(this.#numShown));
    this.#numShown = this.added.length;
    this.#shownAt = performance.now();
  }

  /** Pictures that came after their class had been deleted. */
  async #clearAway(classId: string, ids: readonly string[]): Promise<void> {
    if (this.#session.project.id !== this.#projectId || this.#hasClass(classId)) return;
    await this.#session.store.removePictures(ids);
  }
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
