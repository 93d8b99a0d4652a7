/** The shape of the database. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type {
  Checkpoint,
  KeptFile,
  KeptPictureFiles,
  ModelVersion,
  PictureRecord,
  Project,
  ReaderFeedback,
  ReaderPicture,
} from './types.js';

export interface Schema extends DBSchema {
  projects: { key: string; value: Project };
  pictures: { key: string; value: PictureRecord; indexes: { projectId: string } };
  /** The files by picture, apart from the records, so that listing thousands reads no pixels. */
  pictureFiles: { key: string; value: KeptPictureFiles };
  /**
   * The inputs of networks, by picture and by what they were computed with: the backbone's checksum,
   * for features of other weights mean nothing, or the size of the pixels.
   */
  features: { key: [string, string]; value: Float32Array | Uint8Array };
  versions: { key: string; value: ModelVersion; indexes: { projectId: string } };
  /** The model files by version. */
  modelFiles: { key: string; value: KeptFile };
  /** The checkpoints by project. */
  checkpoints: { key: string; value: Omit<Checkpoint, 'bytes'> & { bytes: KeptFile } };
  readerAnswers: { key: string; value: ReaderFeedback; indexes: { projectId: string } };
  /** The readers' pictures by the id of the feedback, while they wait for review. */
  readerPictures: { key: string; value: Omit<ReaderPicture, keyof KeptPictureFiles> & KeptPictureFiles };
}

export type Database = IDBPDatabase<Schema>;

const NAME = 'kiln';
/** 2 brought readers' feedback. */
const VERSION = 2;

export function openDatabase(onEnd: () => void): Promise<Database> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade(database, oldVersion) {
      if (oldVersion < 1) createFirst(database);
      if (oldVersion < 2) createReaders(database);
    },
    // Another tab with a newer version, or the browser clearing its data, must not wait for this one.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onEnd();
    },
    terminated: onEnd,
  });
}

function createFirst(database: Database): void {
  database.createObjectStore('projects', { keyPath: 'id' });
  const pictures = database.createObjectStore('pictures', { keyPath: 'id' });
  pictures.createIndex('projectId', 'projectId');
  database.createObjectStore('pictureFiles');
  database.createObjectStore('features');
  const versions = database.createObjectStore('versions', { keyPath: 'id' });
  versions.createIndex('projectId', 'projectId');
  database.createObjectStore('modelFiles');
  database.createObjectStore('checkpoints', { keyPath: 'projectId' });
}

function createReaders(database: Database): void {
  const feedback = database.createObjectStore('readerAnswers', { keyPath: 'id' });
  feedback.createIndex('projectId', 'projectId');
  database.createObjectStore('readerPictures');
}
