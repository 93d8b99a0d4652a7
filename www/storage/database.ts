/** The shape of the database. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Checkpoint, ModelVersion, PictureFiles, PictureRecord, Project } from './types.js';

interface Schema extends DBSchema {
  projects: { key: string; value: Project };
  pictures: { key: string; value: PictureRecord; indexes: { projectId: string } };
  /** By picture. Apart from the records, so that listing thousands reads no pixels. */
  pictureFiles: { key: string; value: PictureFiles };
  /** By picture and the backbone's checksum: features of other weights mean nothing. */
  features: { key: [string, string]; value: Float32Array };
  versions: { key: string; value: ModelVersion; indexes: { projectId: string } };
  /** By version. */
  modelFiles: { key: string; value: Blob };
  /** By project. */
  checkpoints: { key: string; value: Checkpoint };
}

export type Database = IDBPDatabase<Schema>;

const NAME = 'kiln';
const VERSION = 1;

export function openDatabase(onEnd: () => void): Promise<Database> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore('projects', { keyPath: 'id' });
      const pictures = database.createObjectStore('pictures', { keyPath: 'id' });
      pictures.createIndex('projectId', 'projectId');
      database.createObjectStore('pictureFiles');
      database.createObjectStore('features');
      const versions = database.createObjectStore('versions', { keyPath: 'id' });
      versions.createIndex('projectId', 'projectId');
      database.createObjectStore('modelFiles');
      database.createObjectStore('checkpoints', { keyPath: 'projectId' });
    },
    // Another tab with a newer version, or the browser clearing its data, must not wait for this one.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onEnd();
    },
    terminated: onEnd,
  });
}
