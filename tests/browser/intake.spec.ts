/** Pictures on their way into a class: what crosses to the worker, what zips may hold, what becomes of the rest. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { zipSync, type Zippable } from 'fflate';
import { openTraining, photosOf } from './support/training.js';

const DAISIES = photosOf('daisy').map((file) => new Uint8Array(readFileSync(file)));
const [DAISY = new Uint8Array()] = DAISIES;

async function addZip(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const zip = { name, mimeType: 'application/zip', buffer: Buffer.from(bytes) };
  await page.getByTestId('zip-input').setInputFiles(zip);
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
  await expect(page.getByTestId('intake-status')).toHaveText('8 other files were left out.');
  const read = (await worker?.evaluate(() => (self as unknown as { read: number[] }).read)) ?? [];
  expect(read.length).toBeGreaterThan(6);
  expect(Math.max(...read)).toBeLessThan(zip.length / 10);
});

test('folders of refused pictures make no class', async ({ page }) => {
  await openTraining(page);
  await addZip(page, 'none.zip', zipSync({ 'broken/1.jpg': Buffer.from('no picture') }));
  await expect(page.getByTestId('intake-status')).toContainText('“1.jpg” is not a picture');
  await expect(page.getByTestId('class-card')).toHaveCount(2);
  await expect(page.getByTestId('class-name').first()).toHaveValue('Class 1');
});

test('folders as people keep them: what systems leave behind is no picture and no class', async ({ page }) => {
  await openTraining(page);
  const folders = test.info().outputPath('pets');
  for (const kind of ['cats', 'dogs']) {
    for (const [path, bytes] of [
      ['1.jpg', DAISY],
      ['.ipynb_checkpoints/1-checkpoint.jpg', DAISY],
      ['@eaDir/1.jpg/SYNOPHOTO_THUMB_XL.jpg', DAISY],
      ['Thumbs.db', Buffer.from('thumbs')],
    ] as const) {
      const file = join(folders, kind, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
  }
  await page.getByTestId('folders-input').setInputFiles(folders);
  await expect(page.getByTestId('class-count')).toHaveText(['1 picture', '1 picture']);
  expect(await page.getByTestId('class-name').evaluateAll(valuesOf)).toEqual(expect.arrayContaining(['cats', 'dogs']));
  await expect(page.getByTestId('intake-status')).toBeEmpty();
});

const valuesOf = (fields: (HTMLElement | SVGElement)[]) => fields.map((field) => (field as HTMLInputElement).value);

/** Drops on an element what `fill` puts into the transfer, in the page. */
async function drop(page: Page, testId: string, types: Record<string, string>): Promise<void> {
  await page
    .getByTestId(testId)
    .first()
    .evaluate((element, content) => {
      const dataTransfer = new DataTransfer();
      for (const [type, value] of Object.entries(content)) dataTransfer.setData(type, value);
      element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, types);
}

test('a picture dragged from another page gets its sentence, wherever it is let go', async ({ page }) => {
  await openTraining(page);
  const toast = page.getByTestId('toast');
  for (const place of ['class-card', 'start', 'class-add', 'project']) {
    await drop(page, place, { 'text/uri-list': 'https://example.org/cat.jpg' });
    await expect(toast, place).toContainText('There was no picture file in what you dropped.');
    await toast.getByRole('button').first().click();
    await expect(toast).toBeHidden();
  }
});

test('an unreadable file and an unreadable folder lose nothing else, and are named', async ({ page }) => {
  await openTraining(page);
  await page
    .getByTestId('class-card')
    .first()
    .evaluate(
      (card, bytes) => {
        const file = (name: string) => ({
          name,
          isFile: true,
          fullPath: `/pets/${name}`,
          file: (resolve: (file: File) => void) => resolve(new File([new Uint8Array(bytes)], name)),
        });
        const failing = (_: unknown, reject: (error: Error) => void) =>
          reject(new DOMException('', 'NotReadableError'));
        const secret = { ...file('secret.jpg'), file: failing };
        const locked = { name: 'locked', fullPath: '/pets/locked', createReader: () => ({ readEntries: failing }) };
        const parts = [[file('a.jpg'), secret, locked], [file('b.jpg')], []];
        const readEntries = (resolve: (part: unknown[]) => void) => resolve(parts.shift() ?? []);
        const folder = { name: 'pets', isDirectory: true, fullPath: '/pets', createReader: () => ({ readEntries }) };
        const data = new DataTransfer();
        data.items.add(new File([], 'pets'));
        DataTransferItem.prototype.webkitGetAsEntry = () => folder as unknown as FileSystemEntry;
        card.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      [...DAISY],
    );
  await expect(page.getByTestId('class-count').first()).toHaveText('2 pictures');
  const status = page.getByTestId('intake-status');
  await expect(status).toContainText('“pets/secret.jpg” could not be read.');
  await expect(status).toContainText('“pets/locked” could not be read.');
});

test('text that is pasted into a field stays text, whatever else the clipboard holds', async ({ page }) => {
  await openTraining(page);
  const isPrevented = await page
    .getByTestId('class-name')
    .first()
    .evaluate(
      (field, bytes) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', 'Tulip');
        clipboardData.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }));
        (field as HTMLElement).focus();
        return !field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      },
      [...DAISY],
    );
  expect(isPrevented).toBe(false);
  // Had it been taken for a picture, the first one would be this.
  await page.getByTestId('class-files').first().setInputFiles(photosOf('daisy').slice(0, 1));
  await expect(page.getByTestId('class-count').first()).toHaveText('1 picture');
});
