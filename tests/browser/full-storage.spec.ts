/**
 * A disk that fills up: Chromium breaks off transactions then, of pages and workers, and says nothing of a quota.
 * Nothing that was said to be saved is lost, and what is in memory can be saved as a file.
 */
import { expect, test, type Page } from '@playwright/test';
import { before } from './support/altered-script.js';
import { counts, row } from './support/collect.js';
import { fillTwoClasses, openTraining, photosOf, set } from './support/training.js';

// What it answers from its own cache could not be changed here.
test.use({ serviceWorkers: 'block' });

/** From the word on, every transaction that writes is broken off. */
const DISK = `
  let isFull = false;
  new BroadcastChannel('disk').onmessage = ({ data }) => (isFull = data === 'full');
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...values) {
    const request = put.apply(this, values);
    if (isFull) this.transaction.abort();
    return request;
  };`;

interface Bad {
  faults: string[];
  say: (word: 'full' | 'free') => Promise<void>;
}

async function openOnDisk(page: Page): Promise<Bad> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await before(page, 'project-worker', DISK);
  await page.addInitScript(DISK);
  await openTraining(page);
  await fillTwoClasses(page);
  // A channel does not hear itself: the word comes from a page of its own.
  const other = await page.context().newPage();
  await other.goto('./manifest.webmanifest');
  const say = (word: string) => other.evaluate((word) => new BroadcastChannel('disk').postMessage(word), word);
  return { faults, say };
}

test('adding and renaming say that the disk may be full, and what was saved is there', async ({ page }) => {
  const { faults, say } = await openOnDisk(page);
  await say('full');
  await row(page, 0).getByTestId('class-files').setInputFiles(photosOf('roses'));
  await expect(page.getByTestId('intake-status')).toContainText('The disk may be full');
  await expect(counts(page)).toHaveText(['5 pictures', '5 pictures']);
  await row(page, 0).getByTestId('class-name').fill('marguerite');
  await row(page, 0).getByTestId('class-name').press('Tab');
  await expect(page.getByTestId('toast')).toContainText('The disk may be full');
  await expect(page.getByTestId('saved')).toHaveText('Not saved');
  await say('free');
  await row(page, 0).getByTestId('class-files').setInputFiles(photosOf('roses'));
  await expect(counts(page)).toHaveText(['10 pictures', '5 pictures']);
  await page.reload();
  await expect(counts(page)).toHaveText(['10 pictures', '5 pictures']);
  expect(faults).toEqual([]);
});

test('training goes on to its end, and the model that cannot be stored is saved as a file', async ({ page }) => {
  const { faults, say } = await openOnDisk(page);
  await set(page, 'epochs', 20);
  await say('full');
  await page.getByTestId('train-start').click();
  const offer = page.getByTestId('unkept');
  await expect(offer).toContainText('The model is trained, but the browser could not store it.', { timeout: 60_000 });
  const saving = page.waitForEvent('download');
  await offer.getByRole('button', { name: 'Save model' }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toMatch(/\.safetensors$/);
  await expect(offer).toHaveCount(0);
  await say('free');
  // It is a model like any other.
  await page.getByTestId('model-file').setInputFiles(await file.path());
  await expect(page.getByTestId('version').locator('option')).toHaveCount(1);
  await page.getByTestId('try-input').setInputFiles(photosOf('tulips')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('tulips');
  expect(faults).toEqual([]);
});
