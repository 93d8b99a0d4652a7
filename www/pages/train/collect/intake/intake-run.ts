/** One intake: files on their way into a project. The worker reads, checks and stores them; the page says where to. */
import type { PlacedPicture, Taken } from '../../../../engine/index.js';
import { isCancelled, toCodedError } from '../../../../shared/errors.js';
import type { PictureRecord } from '../../../../storage/index.js';
import { pictureErrorMessage } from '../../../shell/error-message.js';
import type { Session } from '../../project/session.js';
import { FolderClasses } from './folder-classes.js';
import type { SortedPicture } from './sorted-files.js';

export interface IntakeOptions {
  /** The class of the pictures that lie in no folder; null for one that the intake makes. */
  classId: string | null;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

/** The time between two showings of what has come in: each draws the rows that have grown, and counts them anew. */
const SHOW_EVERY_MS = 700;

export class IntakeRun {
  readonly added: PictureRecord[] = [];
  /** One sentence per file that could not be used. */
  readonly refused: (() => string)[] = [];
  readonly folders: FolderClasses;
  readonly #session: Session;
  readonly #options: IntakeOptions;
  readonly #projectId: string;
  /** The classes that got a picture, also after the project was left. */
  readonly #filled = new Set<string>();
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

  async takeAll(pictures: readonly SortedPicture[]): Promise<void> {
    if (this.#isOver || pictures.length === 0) return;
    this.#total = pictures.length;
    const lots = await this.folders.sorted(pictures, this.#options.classId);
    try {
      let rest = [...lots].flatMap(([classId, lot]) => lot.map((picture): PlacedPicture => ({ ...picture, classId })));
      while (rest.length > 0 && !this.#isOver) rest = await this.#take(rest);
    } finally {
      this.#show();
      await this.folders.withdrawEmpty(this.#filled);
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

  /**
   * Hands back what is still to be taken in: where the worker has died of a picture, those behind it; where a class has
   * gone meanwhile, those of the others.
   */
  async #take(pictures: PlacedPicture[]): Promise<PlacedPicture[]> {
    const { signal, onProgress } = this.#options;
    const ending = new AbortController();
    const end = (): void => ending.abort();
    signal.addEventListener('abort', end);
    const stored: PictureRecord[] = [];
    let numHeard = 0;
    const isLeft = ({ classId }: PlacedPicture): boolean => !this.#hasClass(classId);
    const hear = (taken: Taken): void => {
      this.#hear(taken, stored);
      numHeard += 1;
      // The class that is next, or the project, was left or deleted meanwhile.
      if (pictures.slice(numHeard - 1, numHeard + 1).some(isLeft)) end();
    };
    try {
      onProgress(this.#numDone + 1, this.#total);
      const incoming = { projectId: this.#projectId, pictures };
      const all = await this.#session.worker.takeIn(incoming, { signal: ending.signal, onProgress: hear });
      // These were stored after it was given up.
      all.slice(numHeard).forEach(hear);
      const rest = pictures.slice(numHeard);
      this.#numDone += rest.filter(isLeft).length;
      return rest.filter((picture) => !isLeft(picture));
    } catch (error) {
      const lost = pictures[numHeard];
      if (!lost || isCancelled(error)) return [];
      this.#numDone += 1;
      const coded = toCodedError(error);
      this.refused.push(() => pictureErrorMessage(coded, lost.name));
      return pictures.slice(numHeard + 1);
    } finally {
      signal.removeEventListener('abort', end);
      await this.#clearAway(stored);
    }
  }

  #hear(taken: Taken, stored: PictureRecord[]): void {
    this.#numDone += 1;
    this.#options.onProgress(Math.min(this.#numDone + 1, this.#total), this.#total);
    if (taken.error) {
      this.#isStuck ||= /^(storage|canvas)\./.test(taken.error.code);
      const { error, name } = taken;
      this.refused.push(() => pictureErrorMessage(error, name));
      return;
    }
    stored.push(taken.record);
    this.#filled.add(taken.record.classId);
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
  async #clearAway(stored: readonly PictureRecord[]): Promise<void> {
    if (this.#session.project.id !== this.#projectId) return;
    const late = stored.filter(({ classId }) => !this.#hasClass(classId));
    if (late.length > 0) await this.#session.store.removePictures(late.map(({ id }) => id));
  }
}
