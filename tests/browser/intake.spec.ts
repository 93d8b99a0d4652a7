/** Pictures on their way into a class: what crosses to the worker, what zips may hold, what becomes of the rest. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { openTraining, photosOf } from './support/training.js';

const DAISIES = photosOf('daisy').map((file) => new Uint8Array(readFileSync(file)));
const [DAISY = new Uint8Array()] = DAISIES;

async function addZip(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const zip = { name, mimeType: 'application/zip', buffer: Buffer.from(bytes) };
  await page.getByTestId('zip-input').setInputFiles(zip);
}

/** Where the local header and the entry in the list say how large the only entry of `zip` is. */
function withStatedSize(zip: Uint8Array, size: number): Uint8Array {
  const changed = Buffer.from(zip);
  const inList = changed.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  changed.writeUInt32LE(size, 22);
  changed.writeUInt32LE(size, inList + 24);
  return changed;
}

test('the page hands files over and stores no picture itself', async ({ page }) => {
  await page.addInitScript(() => {
    const stored: string[] = [];
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...values) {
      stored.push(this.name);
      return put.apply(this, values);
    };
    Object.assign(window, { stored });
  });
  await openTraining(page);
  await page.getByTestId('class-files').first().setInputFiles(photosOf('daisy'));
  await expect(page.getByTestId('class-count').first()).toHaveText('5 pictures');
  const stored = await page.evaluate(() => (window as unknown as { stored: string[] }).stored);
  // The project is the page's to keep.
  expect(new Set(stored)).toEqual(new Set(['projects']));
  const kept = await page.evaluate(
    () =>
      new Promise<{ names: string[]; sizes: number[] }>((resolve) => {
        const opening = indexedDB.open('kiln');
        opening.onsuccess = () => {
          const transaction = opening.result.transaction(['pictures', 'pictureFiles']);
          const records = transaction.objectStore('pictures').getAll();
          const files = transaction.objectStore('pictureFiles').getAll();
          transaction.oncomplete = () => {
            opening.result.close();
            const names = (records.result as { name: string }[]).map(({ name }) => name);
            const sizes = (files.result as { picture: Blob }[]).map(({ picture }) => picture.size);
            resolve({ names, sizes: sizes.sort((a, b) => a - b) });
          };
        };
      }),
  );
  expect(new Set(kept.names)).toEqual(new Set(photosOf('daisy').map((file) => file.split('/').at(-1))));
  expect(kept.sizes).toEqual(DAISIES.map(({ length }) => length).sort((a, b) => a - b));
});

test('a zip is read entry by entry, whether its entries are compressed or not', async ({ page }) => {
  await openTraining(page);
  const entries: Zippable = { 'tulips/packed.jpg': [DAISY, { level: 9 }], '__MACOSX/tulips/._packed.jpg': DAISY };
  for (const [index, picture] of DAISIES.entries()) entries[`daisy/${index}.jpg`] = [picture, { level: 0 }];
  // Much that is no picture, so that whoever read the whole would stand out.
  for (let index = 0; index < 8; index += 1) {
    entries[`notes/${index}.txt`] = [Buffer.alloc(1_000_000, `line ${index}\n`), { level: 0 }];
  }
  const zip = zipSync(entries);
  const worker = page.workers().find((candidate) => candidate.url().includes('project-worker'));
  await worker?.evaluate(() => {
    const read: number[] = [];
    const arrayBuffer = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = function () {
      read.push(this.size);
      return arrayBuffer.call(this);
    };
    Object.assign(self, { read });
  });
  await addZip(page, 'flowers.zip', zip);
  await expect(page.getByTestId('class-name').first()).toHaveValue('tulips');
  await expect(page.getByTestId('class-name').nth(1)).toHaveValue('daisy');
  await expect(page.getByTestId('class-count')).toHaveText(['1 picture', '5 pictures']);
  await expect(page.getByTestId('intake-status')).toBeEmpty();
  const read = (await worker?.evaluate(() => (self as unknown as { read: number[] }).read)) ?? [];
  expect(read.length).toBeGreaterThan(6);
  expect(Math.max(...read)).toBeLessThan(zip.length / 10);
});

test('a zip that reaches outside, blows up or lies about its entries is refused, each with its reason', async ({
  page,
}) => {
  await openTraining(page);
  const status = page.getByTestId('intake-status');
  const bomb = zipSync({ 'a/bomb.png': [new Uint8Array(4_000_000), { level: 9 }] });
  const large = withStatedSize(zipSync({ 'a/large.png': [DAISY, { level: 0 }] }), 300 * 1024 ** 2);
  const refused: [name: string, zip: Uint8Array, sentence: string | RegExp][] = [
    [
      'escape.zip',
      zipSync({ 'a/../../evil.jpg': DAISY }),
      '“escape.zip” was not opened: the file name a/../../evil.jpg in it points outside',
    ],
    ['absolute.zip', zipSync({ '/etc/evil.jpg': DAISY }), '“absolute.zip” was not opened: the file name'],
    ['drive.zip', zipSync({ 'C:\\evil.jpg': DAISY }), '“drive.zip” was not opened: the file name'],
    ['bomb.zip', bomb, '“bomb.zip” was not opened: a/bomb.png in it unpacks to more than 200 times its size'],
    // Stored, an entry is as large as it is packed: the list contradicts itself.
    ['large.zip', large, '“large.zip” is damaged or not a zip file'],
    ['short.zip', zipSync({ 'a/a.jpg': DAISY }).subarray(0, 2000), '“short.zip” is damaged or not a zip file'],
  ];
  for (const [name, zip, sentence] of refused) {
    await addZip(page, name, zip);
    await expect(status).toContainText(sentence);
    await expect(page.getByTestId('class-count').first()).toHaveText(/^0 pictures|No pictures/);
  }
  // More comes out than was stated, as of a bomb in disguise: the picture is refused before it is stored.
  const packed = zipSync({ 'a/a.jpg': [DAISY, { level: 9 }], 'a/notes.txt': strToU8('x') });
  await addZip(page, 'lie.zip', withStatedSize(packed, 1000));
  await expect(status).toContainText('“a.jpg” is damaged or incomplete');
  await expect(page.getByTestId('class-name').first()).toHaveValue('Class 1');
});

test('names that are no UTF-8 stay apart, and folders of refused pictures make no class', async ({ page }) => {
  await openTraining(page);
  const zip = Buffer.from(
    zipSync({ 'XX/1.jpg': [DAISY, { level: 0 }], 'YY/1.jpg': [DAISIES[1] ?? DAISY, { level: 0 }] }),
  );
  // Two folders as a Chinese Windows writes them, in two bytes a sign and without saying so.
  for (const [plain, bytes] of [
    ['XX/', [0xbe, 0xd5]],
    ['YY/', [0xc0, 0xbc]],
  ] as const) {
    for (let at = zip.indexOf(plain); at >= 0; at = zip.indexOf(plain, at + 1)) zip.set(bytes, at);
  }
  await addZip(page, 'zh.zip', zip);
  await expect(page.getByTestId('class-count')).toHaveText(['1 picture', '1 picture']);
  await addZip(page, 'none.zip', zipSync({ 'broken/1.jpg': strToU8('no picture') }));
  await expect(page.getByTestId('intake-status')).toContainText('“1.jpg” is not a picture');
  await expect(page.getByTestId('class-card')).toHaveCount(2);
});
