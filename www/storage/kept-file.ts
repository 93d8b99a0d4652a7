/** Files as the database keeps them: as Blobs, or as bytes where the browser keeps everything but Blobs. */
import type { Database } from './database.js';
import { quietly } from './quietly.js';
import type { Checkpoint, KeptFile, KeptPictureFiles, PictureFiles } from './types.js';

/** What each connection answered when it was asked whether it takes Blobs. */
const answers = new WeakMap<Database, Promise<boolean>>();

/** What is put into the database for a file. Awaited before a transaction begins: one that waits for bytes would end. */
export async function keptFile(database: Database, file: Blob): Promise<KeptFile> {
  let answer = answers.get(database);
  if (!answer) answers.set(database, (answer = takesBlobs(database)));
  return (await answer) ? file : { bytes: await file.arrayBuffer(), type: file.type };
}

/** The file again, whichever way it was kept: one database may hold both. */
export function openedFile(kept: KeptFile): Blob {
  return kept instanceof Blob ? kept : new Blob([kept.bytes], { type: kept.type });
}

/** Both files of a picture; whatever else stands beside them stays as it is. */
export async function keptPicture<T extends PictureFiles>(
  database: Database,
  files: T,
): Promise<Omit<T, keyof PictureFiles> & KeptPictureFiles> {
  const picture = await keptFile(database, files.picture);
  return { ...files, picture, thumbnail: await keptFile(database, files.thumbnail) };
}

export function openedPicture<T extends KeptPictureFiles>(kept: T): Omit<T, keyof PictureFiles> & PictureFiles {
  return { ...kept, picture: openedFile(kept.picture), thumbnail: openedFile(kept.thumbnail) };
}

export async function keptCheckpoint(
  database: Database,
  checkpoint: Checkpoint,
): Promise<Omit<Checkpoint, 'bytes'> & { bytes: KeptFile }> {
  return { ...checkpoint, bytes: await keptFile(database, checkpoint.bytes) };
}

/**
 * Tries it. Private windows of Safari refuse. Where Blobs are taken they are the better way: their bytes stay on the
 * disk until somebody reads them, and a thumbnail is shown without its picture.
 */
async function takesBlobs(database: Database): Promise<boolean> {
  const trial = database.transaction('modelFiles', 'readwrite');
  // Nothing of the trial stays, and this is how its end is told.
  quietly(trial.done);
  try {
    await trial.store.put(new Blob(['?']), '?');
    trial.abort();
    return true;
  } catch {
    // Whatever the reason is, bytes need less of a browser than Blobs do.
    return false;
  }
}
