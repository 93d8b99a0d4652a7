/** Pictures go through the backbone on several cores: the same features as on one, whatever becomes of a helper. */
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startServer } from '../../scripts/lib/server.mjs';
import { before } from './support/altered-script.js';
import { FLOWERS, fillClass, openExample, openTraining, photosOf, saveModel, set } from './support/training.js';

// What it answers from its own cache could not be changed here.
test.use({ serviceWorkers: 'block' });

/** In the project worker: as many cores as the test wants, a name for its helpers, a word when one comes or goes. */
const counting = (numCores: number, name = 'kiln-embedding') => `
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${numCores} });
  const counts = new BroadcastChannel('helpers');
  self.Worker = class extends Worker {
    constructor(url, options) { super(url, { ...options, name: '${name}' }); counts.postMessage('started'); }
    terminate() { super.terminate(); if (!this.isOver) counts.postMessage('ended'); this.isOver = true; }
  };`;
const WITHOUT_WORKERS = `Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 }); self.Worker = undefined;`;

/** In a helper: what its name says happens to it, with two pictures in hand. */
const FATES = ['throws', 'panics', 'falls silent', 'cannot start'];
const FATE = `
  let numMessages = 0;
  const fail = () => {
    new BroadcastChannel('helpers').postMessage('failed');
    if (self.name === 'panics') self.postMessage({ type: 'kiln-panic', message: 'on purpose' });
    if (self.name === 'throws') setTimeout(() => { throw new Error('on purpose'); });
  };
  addEventListener('message', (event) => {
    // It was opened, given its model, and a picture.
    numMessages += 1;
    if (numMessages < 4) return;
    event.stopImmediatePropagation();
    if (numMessages === 4) fail();
  });
  if (self.name === 'cannot start') { fail(); throw new Error('on purpose'); }`;

/** Opens the page anew; its training worker believes in so many cores. */
async function openWith(page: Page, training: string): Promise<void> {
  await page.unrouteAll();
  await before(page, 'project-worker', training);
  await openTraining(page);
  await page.evaluate(() => {
    const helpers = { started: 0, ended: 0, failed: 0 };
    new BroadcastChannel('helpers').onmessage = ({ data }: MessageEvent<keyof typeof helpers>) => {
      helpers[data] += 1;
    };
    Object.assign(window, { helpers });
  });
}

interface Helpers {
  started: number;
  ended: number;
  failed: number;
}

function helpers(page: Page): Promise<Helpers> {
  return page.evaluate(() => (window as unknown as { helpers: Helpers }).helpers);
}

async function fillFiveClasses(page: Page): Promise<void> {
  for (const [index, kind] of FLOWERS.entries()) {
    // There are two to begin with.
    if (index > 1) await page.getByTestId('class-add').click();
    await fillClass(page, index, kind, photosOf(kind));
  }
}

/** Three rows of features for each picture that is learnt from. */
async function varyTwice(page: Page): Promise<void> {
  await set(page, 'augmentation.crop', 0.2);
  await set(page, 'augmentation.variants', 2);
}

async function train(page: Page): Promise<Buffer> {
  await expect(page.getByTestId('train-start')).toBeEnabled();
  // The list of versions may be drawn later than the button: what is stored is counted.
  const numBefore = await numVersions(page);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(numBefore + 1);
  await expect(page.getByTestId('train-start')).toBeEnabled();
  return saveModel(page);
}

function numVersions(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('kiln');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const counting = opening.result.transaction('versions').objectStore('versions').count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );
}

/** What is kept of each picture, as text: to the bit. */
function keptFeatures(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const opened = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('kiln');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('no database'));
    });
    const transaction = opened.transaction('features', 'readwrite');
    const ask = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const features = transaction.objectStore('features');
    const [keys, values] = await Promise.all([ask(features.getAllKeys()), ask(features.getAll())]);
    await ask(features.clear());
    opened.close();
    return keys.map(
      (key, index) =>
        `${JSON.stringify(key)} ${Array.from(new Uint8Array((values[index] as Float32Array).buffer)).join(' ')}`,
    );
  });
}

/** Everything behind the header, which holds the date. */
function weightsOf(model: Buffer): Buffer {
  return model.subarray(8 + Number(model.readBigUInt64LE(0)));
}

test('features are the same to the bit, of varied copies too, and no helper is left', async ({ page }) => {
  await openWith(page, counting(1));
  await fillFiveClasses(page);
  await varyTwice(page);
  await set(page, 'epochs', 5);
  const alone = await train(page);
  expect(await helpers(page)).toEqual({ started: 0, ended: 0, failed: 0 });
  const features = await keptFeatures(page);
  expect(features.length).toBeGreaterThan(60);

  await openWith(page, counting(4));
  await varyTwice(page);
  await set(page, 'epochs', 5);
  const helped = await train(page);
  expect(await helpers(page)).toEqual({ started: 3, ended: 3, failed: 0 });
  expect(weightsOf(helped).equals(weightsOf(alone))).toBe(true);
  // What is kept is not computed again, and nobody is called for it.
  await train(page);
  expect(await helpers(page)).toEqual({ started: 3, ended: 3, failed: 0 });
  expect(await keptFeatures(page)).toEqual(features);
});

test('few pictures are done without help', async ({ page }) => {
  await openWith(page, counting(4));
  await fillClass(page, 0, 'daisy', photosOf('daisy'));
  await fillClass(page, 1, 'tulips', photosOf('tulips'));
  await train(page);
  expect(await helpers(page)).toEqual({ started: 0, ended: 0, failed: 0 });
});

test('a run does without helpers that cannot be had, and goes on without those that are lost', async ({
  browser,
}, info) => {
  // A worker's own workers are out of a route's reach: their script is changed where it lies.
  const folder = info.outputPath('dist');
  cpSync('dist', folder, { recursive: true });
  const assets = path.join(folder, 'assets');
  for (const name of readdirSync(assets).filter((name) => name.startsWith('model-worker-'))) {
    const file = path.join(assets, name);
    if (name.endsWith('.br')) rmSync(file);
    else writeFileSync(file, `{${FATE}}\n${readFileSync(file, 'utf8')}`);
  }
  const server = await startServer({ folder });
  const context = await browser.newContext({ baseURL: server.url, serviceWorkers: 'block', locale: 'en-GB' });
  try {
    const page = await context.newPage();
    await openWith(page, counting(1));
    await openExample(page, 'flowers');
    await expect(page.getByTestId('class-count')).toHaveText(Array<string>(5).fill('30 pictures'));
    await train(page);
    const features = await keptFeatures(page);
    expect(features).toHaveLength(150);
    for (const fate of FATES) {
      await openWith(page, counting(3, fate));
      await train(page);
      expect(await helpers(page), fate).toEqual({ started: 2, ended: 2, failed: 2 });
      expect(await keptFeatures(page), fate).toEqual(features);
    }
    await openWith(page, WITHOUT_WORKERS);
    await train(page);
    expect(await keptFeatures(page)).toEqual(features);
  } finally {
    await context.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a run with helpers pauses, and is cancelled at once', async ({ page }) => {
  await openWith(page, counting(4));
  await openExample(page, 'flowers');
  await expect(page.getByTestId('class-count')).toHaveText(Array<string>(5).fill('30 pictures'));
  const numKept = async () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const opening = indexedDB.open('kiln');
          opening.onsuccess = () => {
            const counting = opening.result.transaction('features').objectStore('features').count();
            counting.onsuccess = () => (opening.result.close(), resolve(counting.result));
          };
        }),
    );
  await page.getByTestId('train-start').click();
  await expect.poll(async () => (await helpers(page)).started).toBe(3);
  await page.getByTestId('train-pause').click();
  await expect(page.getByTestId('train-pause')).toHaveText('Continue');
  // What every worker had in hand is still kept; from then on nothing comes.
  await page.waitForTimeout(1000);
  const numPaused = await numKept();
  expect(numPaused).toBeLessThan(150);
  await page.waitForTimeout(1000);
  expect(await numKept()).toBe(numPaused);
  await page.getByTestId('train-pause').click();
  await expect.poll(numKept).toBeGreaterThan(numPaused);
  await page.getByTestId('train-discard').click();
  await expect(page.getByTestId('toast')).toContainText('All your pictures are still here');
  expect(await helpers(page)).toEqual({ started: 3, ended: 3, failed: 0 });
  expect(await numKept()).toBeLessThan(150);
});

test('a picture that cannot be read is said to be it, with helpers as without', async ({ page }) => {
  const said: (string | null)[] = [];
  await openWith(page, counting(1));
  await fillFiveClasses(page);
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open('kiln');
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('pictureFiles', 'readwrite');
          const files = transaction.objectStore('pictureFiles');
          files.getAllKeys().onsuccess = ({ target }) => {
            const keys = (target as IDBRequest<IDBValidKey[]>).result;
            for (const key of [keys[3] ?? '', keys[20] ?? '']) {
              files.get(key).onsuccess = ({ target }) => {
                const { picture, ...others } = (target as IDBRequest<{ picture: Blob }>).result;
                files.put({ ...others, picture: picture.slice(0, 60) }, key);
              };
            }
          };
          transaction.oncomplete = () => (opening.result.close(), resolve());
        };
      }),
  );
  for (const numCores of [1, 4]) {
    await openWith(page, counting(numCores));
    await keptFeatures(page);
    await varyTwice(page);
    await page.getByTestId('train-start').click();
    await expect(page.getByTestId('toast')).not.toBeEmpty();
    said.push(await page.getByTestId('toast').textContent());
    const { started, ended } = await helpers(page);
    expect(ended).toBe(started);
    expect(started).toBe(numCores - 1);
  }
  expect(said[0]).toBe(said[1]);
});
