/**
 * Projects, pictures, models and checkpoints in IndexedDB. Works in the page and in a worker, and in several tabs at
 * once: what depends on what is stored is read and written in one transaction, and the other tabs are told.
 */
import { openDatabase, type Database } from './database.js';
import { CodedError, codeOf } from '../shared/errors.js';
import { demandClasses, tellOfPictures } from './classes.js';
import { keptCheckpoint, keptFile, keptPicture, openedFile, openedPicture } from './kept-file.js';
import { tell } from './news.js';
import { ReaderStore } from './reader-store.js';
import { quietly } from './quietly.js';
import type { Checkpoint, ModelVersion, PictureFiles, PictureRecord, Project, StoredPicture } from './types.js';

export class Store {
  /** Opened at the first use, and anew after the browser has closed it. */
  #database: Promise<Database> | null = null;
  #wasOpen = false;
  /** The feedback of readers of published articles. */
  readonly readers = new ReaderStore((work) => this.#use(work));

  projects(): Promise<Project[]> {
    return this.#use(async (database) => {
      const projects = await database.getAll('projects');
      return projects.sort((a, b) => b.createdAt - a.createdAt);
    });
  }

  project(id: string): Promise<Project> {
    return this.#use(async (database) => found(await database.get('projects', id), `project ${id}`));
  }

  /** Stores a project that is new, or whole by now. Others may be changing any other: {@link changeProject}. */
  saveProject(project: Project): Promise<void> {
    return this.#use(async (database) => {
      await database.put('projects', project);
      tell(project.id, 'project');
    });
  }

  /** Applies `change` to what is stored by now, whoever has stored it, and hands back what came of it. */
  changeProject(id: string, change: (now: Project) => Project): Promise<Project> {
    return this.#use(async (database) => {
      const transaction = database.transaction('projects', 'readwrite');
      quietly(transaction.done);
      const changed = change(found(await transaction.store.get(id), `project ${id}`));
      await Promise.all([transaction.store.put(changed), transaction.done]);
      tell(id, 'project');
      return changed;
    });
  }

  /** Removes a project and everything that belongs to it. */
  removeProject(id: string): Promise<void> {
    return this.#use(async (database) => {
      const pictureIds = await database.getAllKeysFromIndex('pictures', 'projectId', id);
      const versionIds = await database.getAllKeysFromIndex('versions', 'projectId', id);
      const feedbackIds = await database.getAllKeysFromIndex('readerAnswers', 'projectId', id);
      const transaction = database.transaction(
        [
          'projects',
          'pictures',
          'pictureFiles',
          'features',
          'versions',
          'modelFiles',
          'checkpoints',
          'readerAnswers',
          'readerPictures',
        ],
        'readwrite',
      );
      quietly(transaction.done);
      for (const feedbackId of feedbackIds) {
        quietly(transaction.objectStore('readerAnswers').delete(feedbackId));
        quietly(transaction.objectStore('readerPictures').delete(feedbackId));
      }
      for (const pictureId of pictureIds) {
        quietly(transaction.objectStore('pictures').delete(pictureId));
        quietly(transaction.objectStore('pictureFiles').delete(pictureId));
        quietly(transaction.objectStore('features').delete(featuresOf(pictureId)));
      }
      for (const versionId of versionIds) {
        quietly(transaction.objectStore('versions').delete(versionId));
        quietly(transaction.objectStore('modelFiles').delete(versionId));
      }
      quietly(transaction.objectStore('checkpoints').delete(id));
      quietly(transaction.objectStore('projects').delete(id));
      await transaction.done;
      tell(id, 'project');
    });
  }

  /** The pictures in the order in which they came. */
  pictures(projectId: string): Promise<PictureRecord[]> {
    return this.#use(async (database) => {
      const records = await database.getAllFromIndex('pictures', 'projectId', projectId);
      return records.sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1));
    });
  }

  pictureFiles(id: string): Promise<PictureFiles> {
    return this.#use(async (database) => openedPicture(found(await database.get('pictureFiles', id), `picture ${id}`)));
  }

  /** Record and pixels together or not at all. Rejects with `class.gone` where a class is there no more. */
  addPictures(pictures: readonly StoredPicture[]): Promise<void> {
    return this.#use(async (database) => {
      const kept = await Promise.all(
        pictures.map(async ({ record, files }) => ({ record, files: await keptPicture(database, files) })),
      );
      const transaction = database.transaction(['projects', 'pictures', 'pictureFiles'], 'readwrite');
      quietly(transaction.done);
      const records = pictures.map(({ record }) => record);
      await demandClasses(records, (id) => transaction.objectStore('projects').get(id));
      for (const { record, files } of kept) {
        quietly(transaction.objectStore('pictures').put(record));
        quietly(transaction.objectStore('pictureFiles').put(files, record.id));
      }
      await transaction.done;
      tellOfPictures(records);
    });
  }

  movePictures(ids: readonly string[], classId: string): Promise<void> {
    return this.markPictures(ids, { classId });
  }

  /** Changes the same of several pictures. Rejects with `class.gone` where their class would not be there. */
  markPictures(ids: readonly string[], change: Partial<Pick<PictureRecord, 'classId' | 'isTest'>>): Promise<void> {
    return this.#use(async (database) => {
      const transaction = database.transaction(['projects', 'pictures'], 'readwrite');
      quietly(transaction.done);
      const pictures = transaction.objectStore('pictures');
      const known = await Promise.all(ids.map((id) => pictures.get(id)));
      const changed = known.filter((record) => record !== undefined).map((record) => ({ ...record, ...change }));
      if (change.classId !== undefined) {
        await demandClasses(changed, (id) => transaction.objectStore('projects').get(id));
      }
      for (const record of changed) void pictures.put(record);
      await transaction.done;
      tellOfPictures(changed);
    });
  }

  /** Hands back what was removed, for {@link addPictures} to undo it. */
  removePictures(ids: readonly string[]): Promise<StoredPicture[]> {
    return this.#use(async (database) => {
      const transaction = database.transaction(['pictures', 'pictureFiles'], 'readwrite');
      quietly(transaction.done);
      const removed: StoredPicture[] = [];
      for (const id of ids) {
        const record = await transaction.objectStore('pictures').get(id);
        const files = await transaction.objectStore('pictureFiles').get(id);
        if (record && files) removed.push({ record, files: openedPicture(files) });
        quietly(transaction.objectStore('pictures').delete(id));
        quietly(transaction.objectStore('pictureFiles').delete(id));
      }
      await transaction.done;
      tellOfPictures(removed.map(({ record }) => record));
      return removed;
    });
  }

  /** The values kept of a picture under `key`, by {@link saveFeatures}. */
  features<T extends Float32Array | Uint8Array>(pictureId: string, key: string): Promise<T | undefined> {
    // The key says what is behind it.
    return this.#use((database) => database.get('features', [pictureId, key]) as Promise<T | undefined>);
  }

  /** The rows of `rows` of which nothing is kept. */
  withoutFeatures<T extends { pictureId: string; key: string }>(rows: readonly T[]): Promise<T[]> {
    return this.#use(async (database) => {
      const transaction = database.transaction('features');
      quietly(transaction.done);
      const keys = await Promise.all(rows.map(({ pictureId, key }) => transaction.store.getKey([pictureId, key])));
      await transaction.done;
      return rows.filter((_, index) => keys[index] === undefined);
    });
  }

  saveFeatures(pictureId: string, key: string, features: Float32Array | Uint8Array): Promise<void> {
    return this.#use(async (database) => void (await database.put('features', features, [pictureId, key])));
  }

  /** Newest first. */
  versions(projectId: string): Promise<ModelVersion[]> {
    return this.#use(async (database) => {
      const versions = await database.getAllFromIndex('versions', 'projectId', projectId);
      return versions.sort((a, b) => b.number - a.number);
    });
  }

  version(id: string): Promise<ModelVersion> {
    return this.#use(async (database) => found(await database.get('versions', id), `version ${id}`));
  }

  /** Changes what is known of a version; one that has been deleted meanwhile stays so. */
  updateVersion(id: string, change: Pick<ModelVersion, 'crossValidation'>): Promise<void> {
    return this.#use(async (database) => {
      const transaction = database.transaction('versions', 'readwrite');
      quietly(transaction.done);
      const known = await transaction.store.get(id);
      if (known) quietly(transaction.store.put({ ...known, ...change }));
      await transaction.done;
      if (known) tell(known.projectId, 'versions');
    });
  }

  modelFile(versionId: string): Promise<Blob> {
    return this.#use(async (database) => openedFile(found(await database.get('modelFiles', versionId), 'model file')));
  }

  /** A model that did not come from a run: one that is interrupted stays. */
  addVersion(version: ModelVersion, file: Blob): Promise<void> {
    return this.#use(async (database) => {
      const kept = await keptFile(database, file);
      const transaction = database.transaction(['versions', 'modelFiles'], 'readwrite');
      quietly(transaction.done);
      quietly(transaction.objectStore('versions').put(version));
      quietly(transaction.objectStore('modelFiles').put(kept, version.id));
      await transaction.done;
      tell(version.projectId, 'versions');
    });
  }

  /** The model comes and the interrupted run that it came from goes, both or neither. */
  saveVersion(version: ModelVersion, file: Blob): Promise<void> {
    return this.#use(async (database) => {
      const kept = await keptFile(database, file);
      const transaction = database.transaction(['versions', 'modelFiles', 'checkpoints'], 'readwrite');
      quietly(transaction.done);
      quietly(transaction.objectStore('versions').put(version));
      quietly(transaction.objectStore('modelFiles').put(kept, version.id));
      quietly(transaction.objectStore('checkpoints').delete(version.projectId));
      await transaction.done;
      tell(version.projectId, 'versions');
    });
  }

  checkpoint(projectId: string): Promise<Checkpoint | undefined> {
    return this.#use(async (database) => {
      const kept = await database.get('checkpoints', projectId);
      return kept && { ...kept, bytes: openedFile(kept.bytes) };
    });
  }

  saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    return this.#use(async (database) => {
      await database.put('checkpoints', await keptCheckpoint(database, checkpoint));
    });
  }

  removeCheckpoint(projectId: string): Promise<void> {
    return this.#use((database) => database.delete('checkpoints', projectId));
  }

  async #use<T>(work: (database: Database) => Promise<T>): Promise<T> {
    return withCodes(async () => {
      this.#database ??= openDatabase(() => {
        this.#database = null;
      });
      let database: Database;
      try {
        database = await this.#database;
      } catch (error) {
        this.#database = null;
        // Not only by exceptions of its own: some browsers forbid storage by having none. What has been open was not
        // forbidden: it fails.
        throw new CodedError(this.#wasOpen ? 'storage.failed' : 'storage.unavailable', String(error));
      }
      this.#wasOpen = true;
      return work(database);
    });
  }
}

/** All features of a picture, whatever the backbone: an array sorts behind every string. */
function featuresOf(pictureId: string): IDBKeyRange {
  return IDBKeyRange.bound([pictureId], [pictureId, []]);
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new CodedError('storage.not-found', `${what} is not in storage`);
  return value;
}

/** Whether storage is at fault, for work that does without it where it must. */
export function isStorageFault(error: unknown): boolean {
  return codeOf(error)?.startsWith('storage.') ?? false;
}

/** Runs `work`; what the browser's storage throws becomes an error with a code. */
async function withCodes<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    const isFull = error.name === 'QuotaExceededError';
    // A disk that is full gives this as well: browsers tell of their own quota alone.
    throw new CodedError(isFull ? 'storage.full' : 'storage.failed', String(error));
  }
}
