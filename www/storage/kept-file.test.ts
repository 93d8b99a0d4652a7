import { expect, test } from 'vitest';
import type { Database } from './database.js';
import { keptCheckpoint, keptFile, keptPicture, openedFile, openedPicture } from './kept-file.js';
import type { Checkpoint } from './types.js';

/** A database that is asked for nothing but whether it takes a Blob. */
function database(takesBlobs: boolean): { database: Database; trials: string[] } {
  const trials: string[] = [];
  const transaction = () => ({
    done: Promise.reject(new DOMException('', 'AbortError')),
    abort: () => trials.push('undone'),
    store: {
      put: (_: Blob, key: string) => {
        trials.push(key);
        return takesBlobs ? Promise.resolve(key) : Promise.reject(new DOMException('', 'UnknownError'));
      },
    },
  });
  return { database: { transaction } as unknown as Database, trials };
}

test('a browser that takes Blobs is given them, and is asked once', async () => {
  const { database: keeping, trials } = database(true);
  const file = new Blob(['kiln']);
  expect(await Promise.all([keptFile(keeping, file), keptFile(keeping, file)])).toEqual([file, file]);
  expect(trials).toEqual(['?', 'undone']);
});

test('a browser that takes no Blobs is given bytes, and the file that comes back is the same', async () => {
  const { database: keeping } = database(false);
  const kept = await keptFile(keeping, new Blob(['kiln'], { type: 'image/jpeg' }));
  expect(kept).not.toBeInstanceOf(Blob);
  const opened = openedFile(structuredClone(kept));
  expect([opened.type, await opened.text()]).toEqual(['image/jpeg', 'kiln']);
});

test('what was kept as Blobs before is opened beside what is kept as bytes', async () => {
  const { database: keeping } = database(false);
  const files = { picture: new Blob(['large']), thumbnail: new Blob(['small']), sha256: 'aa' };
  const kept = await keptPicture(keeping, files);
  const opened = openedPicture({ ...kept, picture: files.picture });
  expect(await Promise.all([opened.picture.text(), opened.thumbnail.text()])).toEqual(['large', 'small']);
  expect(opened.sha256).toBe('aa');
});

test('a checkpoint keeps all else that it says', async () => {
  const { database: keeping } = database(false);
  const checkpoint = { projectId: 'a', epoch: 3, bytes: new Blob(['state']) } as unknown as Checkpoint;
  const kept = await keptCheckpoint(keeping, checkpoint);
  expect({ ...kept, bytes: await openedFile(kept.bytes).text() }).toEqual({ projectId: 'a', epoch: 3, bytes: 'state' });
});
