/** Readers' answers, and their pictures until somebody has looked at them. */
import type { Database } from './database.js';
import type { PictureRecord, ReaderAnswer, ReaderPicture, StoredAnswer } from './types.js';

type Use = <T>(work: (database: Database) => Promise<T>) => Promise<T>;

/** A picture that has left the tray, with all it takes to put it back. */
export interface ReviewedPicture {
  answerId: string;
  picture: ReaderPicture;
  /** What it has become in the project; null where it was rejected. */
  pictureId: string | null;
}

const EVERYTHING = ['readerAnswers', 'readerPictures', 'pictures', 'pictureFiles'] as const;

export class ReaderStore {
  readonly #use: Use;

  constructor(use: Use) {
    this.#use = use;
  }

  /** Oldest day first. */
  answers(projectId: string): Promise<ReaderAnswer[]> {
    return this.#use(async (database) => {
      const answers = await database.getAllFromIndex('readerAnswers', 'projectId', projectId);
      return answers.sort((a, b) => (a.day === b.day ? (a.id < b.id ? -1 : 1) : a.day < b.day ? -1 : 1));
    });
  }

  /** Undefined where it was reviewed meanwhile. */
  picture(answerId: string): Promise<ReaderPicture | undefined> {
    return this.#use((database) => database.get('readerPictures', answerId));
  }

  /** All of them or none. */
  add(stored: readonly StoredAnswer[]): Promise<void> {
    return this.#use(async (database) => {
      const transaction = database.transaction(['readerAnswers', 'readerPictures'], 'readwrite');
      for (const { answer, picture } of stored) {
        void transaction.objectStore('readerAnswers').put(answer);
        if (picture) void transaction.objectStore('readerPictures').put(picture, answer.id);
      }
      await transaction.done;
    });
  }

  /** Hands back what was removed, for {@link add} to undo it. Pictures that were accepted stay. */
  remove(projectId: string): Promise<StoredAnswer[]> {
    return this.#use(async (database) => {
      const transaction = database.transaction(['readerAnswers', 'readerPictures'], 'readwrite');
      const answers = await transaction.objectStore('readerAnswers').index('projectId').getAll(projectId);
      const removed: StoredAnswer[] = [];
      for (const answer of answers) {
        const picture = (await transaction.objectStore('readerPictures').get(answer.id)) ?? null;
        removed.push({ answer, picture });
        void transaction.objectStore('readerAnswers').delete(answer.id);
        void transaction.objectStore('readerPictures').delete(answer.id);
      }
      await transaction.done;
      return removed;
    });
  }

  /**
   * Takes pictures out of the tray. What `toRecord` makes becomes a picture of the project; null rejects.
   * A picture that another tab has reviewed is passed over.
   */
  review(
    answerIds: readonly string[],
    toRecord: (answer: ReaderAnswer, picture: ReaderPicture) => PictureRecord | null,
  ): Promise<ReviewedPicture[]> {
    return this.#use(async (database) => {
      const transaction = database.transaction(EVERYTHING, 'readwrite');
      const reviewed: ReviewedPicture[] = [];
      for (const answerId of answerIds) {
        const answer = await transaction.objectStore('readerAnswers').get(answerId);
        const picture = await transaction.objectStore('readerPictures').get(answerId);
        if (!answer || !picture) continue;
        const record = toRecord(answer, picture);
        if (record) {
          void transaction.objectStore('pictures').put(record);
          const { picture: file, thumbnail } = picture;
          void transaction.objectStore('pictureFiles').put({ picture: file, thumbnail }, record.id);
        }
        const review = record ? 'accepted' : 'rejected';
        void transaction.objectStore('readerAnswers').put({ ...answer, review, pictureId: record?.id });
        void transaction.objectStore('readerPictures').delete(answerId);
        reviewed.push({ answerId, picture, pictureId: record?.id ?? null });
      }
      await transaction.done;
      return reviewed;
    });
  }

  /** Undoes {@link review}. */
  putBack(reviewed: readonly ReviewedPicture[]): Promise<void> {
    return this.#use(async (database) => {
      const transaction = database.transaction(EVERYTHING, 'readwrite');
      for (const { answerId, picture, pictureId } of reviewed) {
        const answer = await transaction.objectStore('readerAnswers').get(answerId);
        if (!answer) continue;
        void transaction.objectStore('readerAnswers').put({ ...answer, review: 'waiting', pictureId: undefined });
        void transaction.objectStore('readerPictures').put(picture, answerId);
        if (pictureId === null) continue;
        void transaction.objectStore('pictures').delete(pictureId);
        void transaction.objectStore('pictureFiles').delete(pictureId);
      }
      await transaction.done;
    });
  }
}
