/** Readers' feedback, and its pictures until somebody has looked at them. */
import { demandClasses, tellOfPictures } from './classes.js';
import type { Database } from './database.js';
import { keptPicture, openedPicture } from './kept-file.js';
import { tell } from './news.js';
import { quietly } from './quietly.js';
import type { PictureRecord, ReaderFeedback, ReaderPicture, StoredFeedback } from './types.js';

type Use = <T>(work: (database: Database) => Promise<T>) => Promise<T>;

/** A picture that has left the tray, with all it takes to put it back. */
export interface ReviewedPicture {
  feedbackId: string;
  picture: ReaderPicture;
  /** The id of the picture that it has become in the project; null where it was rejected. */
  pictureId: string | null;
}

const EVERYTHING = ['projects', 'readerAnswers', 'readerPictures', 'pictures', 'pictureFiles'] as const;

export class ReaderStore {
  readonly #use: Use;

  constructor(use: Use) {
    this.#use = use;
  }

  /** Oldest day first. */
  feedback(projectId: string): Promise<ReaderFeedback[]> {
    return this.#use(async (database) => {
      const entries = await database.getAllFromIndex('readerAnswers', 'projectId', projectId);
      return entries.sort((a, b) => (a.day === b.day ? (a.id < b.id ? -1 : 1) : a.day < b.day ? -1 : 1));
    });
  }

  /** The picture of an entry; undefined where it was reviewed meanwhile. */
  picture(feedbackId: string): Promise<ReaderPicture | undefined> {
    return this.#use(async (database) => {
      const kept = await database.get('readerPictures', feedbackId);
      return kept && openedPicture(kept);
    });
  }

  /** All of them or none. */
  add(stored: readonly StoredFeedback[]): Promise<void> {
    return this.#use(async (database) => {
      const kept = await Promise.all(
        stored.map(async ({ feedback, picture }) => ({
          feedback,
          picture: picture && (await keptPicture(database, picture)),
        })),
      );
      const transaction = database.transaction(['readerAnswers', 'readerPictures'], 'readwrite');
      quietly(transaction.done);
      for (const { feedback, picture } of kept) {
        quietly(transaction.objectStore('readerAnswers').put(feedback));
        if (picture) quietly(transaction.objectStore('readerPictures').put(picture, feedback.id));
      }
      await transaction.done;
    });
  }

  /** Hands back what was removed, for {@link add} to undo it. Pictures that were accepted stay. */
  remove(projectId: string): Promise<StoredFeedback[]> {
    return this.#use(async (database) => {
      const transaction = database.transaction(['readerAnswers', 'readerPictures'], 'readwrite');
      quietly(transaction.done);
      const entries = await transaction.objectStore('readerAnswers').index('projectId').getAll(projectId);
      const removed: StoredFeedback[] = [];
      for (const feedback of entries) {
        const kept = await transaction.objectStore('readerPictures').get(feedback.id);
        removed.push({ feedback, picture: kept ? openedPicture(kept) : null });
        quietly(transaction.objectStore('readerAnswers').delete(feedback.id));
        quietly(transaction.objectStore('readerPictures').delete(feedback.id));
      }
      await transaction.done;
      return removed;
    });
  }

  /**
   * Takes pictures out of the tray. What `toRecord` makes becomes a picture of the project; null rejects.
   * A picture that another tab has reviewed is passed over. Rejects with `class.gone` where a class is there no more.
   */
  review(
    feedbackIds: readonly string[],
    toRecord: (feedback: ReaderFeedback, picture: ReaderPicture) => PictureRecord | null,
  ): Promise<ReviewedPicture[]> {
    return this.#use(async (database) => {
      const transaction = database.transaction(EVERYTHING, 'readwrite');
      quietly(transaction.done);
      const waiting = [];
      for (const feedbackId of feedbackIds) {
        const feedback = await transaction.objectStore('readerAnswers').get(feedbackId);
        const kept = await transaction.objectStore('readerPictures').get(feedbackId);
        if (!feedback || !kept) continue;
        const picture = openedPicture(kept);
        waiting.push({ feedback, kept, picture, record: toRecord(feedback, picture) });
      }
      const records = waiting.flatMap(({ record }) => record ?? []);
      await demandClasses(records, (id) => transaction.objectStore('projects').get(id));
      const reviewed: ReviewedPicture[] = [];
      for (const { feedback, kept, picture, record } of waiting) {
        const feedbackId = feedback.id;
        if (record) {
          quietly(transaction.objectStore('pictures').put(record));
          const { picture: file, thumbnail } = kept;
          quietly(transaction.objectStore('pictureFiles').put({ picture: file, thumbnail }, record.id));
        }
        const review = record ? 'accepted' : 'rejected';
        quietly(transaction.objectStore('readerAnswers').put({ ...feedback, review, pictureId: record?.id }));
        quietly(transaction.objectStore('readerPictures').delete(feedbackId));
        reviewed.push({ feedbackId, picture, pictureId: record?.id ?? null });
      }
      await transaction.done;
      tellOfPictures(records);
      return reviewed;
    });
  }

  /** Undoes {@link review}. */
  putBack(reviewed: readonly ReviewedPicture[]): Promise<void> {
    return this.#use(async (database) => {
      const kept = await Promise.all(
        reviewed.map(async (one) => ({ ...one, picture: await keptPicture(database, one.picture) })),
      );
      const transaction = database.transaction(EVERYTHING, 'readwrite');
      quietly(transaction.done);
      const projectIds = new Set<string>();
      for (const { feedbackId, picture, pictureId } of kept) {
        const feedback = await transaction.objectStore('readerAnswers').get(feedbackId);
        if (!feedback) continue;
        projectIds.add(feedback.projectId);
        quietly(transaction.objectStore('readerAnswers').put({ ...feedback, review: 'waiting', pictureId: undefined }));
        quietly(transaction.objectStore('readerPictures').put(picture, feedbackId));
        if (pictureId === null) continue;
        quietly(transaction.objectStore('pictures').delete(pictureId));
        quietly(transaction.objectStore('pictureFiles').delete(pictureId));
      }
      await transaction.done;
      for (const id of projectIds) tell(id, 'pictures');
    });
  }
}
