/** A trained version in fewer bits: what it saves, what it costs, and what becomes of it. */
import { expect, test, type Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expectAccessible } from './support/accessibility.js';
import {
  chooseDevice,
  chooseModel,
  chooseModelFile,
  expectNoClearDifference,
  fillTwoClasses,
  newProject,
  openTab,
  openTraining,
  photosOf,
  saveModel,
  set,
} from './support/training.js';

async function trainFlowers(page: Page): Promise<void> {
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'validationShare', 0.4);
  // Enough weights that their bytes count beside the card's.
  await set(page, 'hiddenUnits', 100);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('of 4 right');
}

async function makeSmaller(page: Page, precision: 'f16' | 'int8' | 'int8-per-tensor'): Promise<void> {
  await openTab(page, 'export');
  await page.getByTestId('compress').locator(`input[value="${precision}"]`).check();
  await page.getByTestId('compress-start').click();
  await expect(page.getByTestId('compress-keep')).toBeVisible();
}

/** The types of the arrays of a model file, by their names, and what the card says. */
function header(model: Buffer): { types: Map<string, string>; card: Record<string, unknown> } {
  const length = Number(model.readBigUInt64LE(0));
  const parsed = JSON.parse(model.subarray(8, 8 + length).toString()) as Record<string, { dtype: string }>;
  const { __metadata__: metadata, ...tensors } = parsed;
  const card = JSON.parse((metadata as unknown as Record<string, string>)['kiln.card'] ?? '{}') as Record<
    string,
    unknown
  >;
  return { types: new Map(Object.entries(tensors).map(([name, { dtype }]) => [name, dtype])), card };
}

test('a quarter of the size, what it costs, and a version of its own that answers', async ({ page }, info) => {
  await trainFlowers(page);
  const whole = await saveModel(page);
  await makeSmaller(page, 'int8');
  await expect(page.getByTestId('compress-size')).toContainText('of the size');
  await expect(page.getByTestId('compress-same')).toHaveText(
    /^Same answer as before on the pictures held back: [34] of 4\.$/,
  );
  await expect(page.getByTestId('compress-classes').getByRole('row')).toHaveCount(3);
  await expect(page.getByTestId('compress-speed')).toHaveText(/takes \d+\sms on this device; before, it took \d+\sms/);
  await expectAccessible(page);

  const download = page.waitForEvent('download');
  await page.getByTestId('compress-save').click();
  const file = info.outputPath('small.safetensors');
  await (await download).saveAs(file);
  const small = readFileSync(file);
  expect(small.length).toBeLessThan(whole.length * 0.32);
  const { types, card } = header(small);
  expect(types.get('hidden.weight')).toBe('I8');
  expect(types.get('hidden.bias')).toBe('F32');
  expect(card).toMatchObject({
    floatType: 'f32+i8',
    derivedFrom: header(whole).card['dataSha256'],
    metrics: { count: 4 },
  });

  await page.getByTestId('compress-keep').click();
  const versions = page.getByTestId('version').locator('option');
  await expect(versions).toHaveCount(2);
  await expect(versions.first()).toHaveText(/^Version 2 · .* · 8 bits$/);
  await expect(page.getByTestId('compress-already')).toBeVisible();
  await page.getByTestId('try-input').setInputFiles(photosOf('daisy')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('daisy');

  // Both versions on the same pictures: accuracy, size, speed.
  await openTab(page, 'compare');
  await page.getByTestId('compare-with').selectOption({ index: 1 });
  await expectNoClearDifference(page);
  const rows = page.getByTestId('compare-table').locator('tbody tr');
  await expect(rows.nth(0)).toHaveText(/8 bits[34] of 4[\d.]+%\d+\skB–$/);
  await expect(rows.nth(1)).toHaveText(/^Version 1 .*[34] of 4[\d.]+%\d+\skB–$/);
  await page.getByTestId('compare-measure').click();
  for (const row of await rows.all()) await expect(row).toHaveText(/\skB\d+\sms$/);
  await expectAccessible(page);

  // It is kept, and what was saved opens as what it is: not here, where it is already.
  await page.reload();
  await expect(versions).toHaveCount(2);
  await chooseModelFile(page, file);
  await expect(page.getByTestId('toast')).toContainText(
    '“small.safetensors” is in this project already, as version 2.',
  );
  await expect(versions).toHaveCount(2);
  await newProject(page);
  await expect(versions).toHaveCount(0);
  await chooseModelFile(page, file);
  await expect(versions.first()).toHaveText(/^Version 1 · .* · 8 bits · from a file$/);
  await page.getByTestId('try-input').setInputFiles(photosOf('tulips')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('tulips');
});

/**
 * One hidden unit a thousand times as large, and what reads it as much smaller: the same network to the bit, but a
 * single scale for all of its weights leaves nothing of the other units.
 */
function withOneLargeUnit(model: Buffer): Buffer {
  const changed = Buffer.from(model);
  const start = 8 + Number(model.readBigUInt64LE(0));
  const arrays = JSON.parse(model.subarray(8, start).toString()) as Record<
    string,
    { shape: number[]; data_offsets: [number, number] }
  >;
  const scale = (name: string, factor: number, isChosen: (index: number) => boolean) => {
    const [first, end] = arrays[name]?.data_offsets ?? [0, 0];
    for (let at = start + first, index = 0; at < start + end; at += 4, index += 1)
      if (isChosen(index)) changed.writeFloatLE(changed.readFloatLE(at) * factor, at);
  };
  const [numUnits = 0, numFeatures = 0] = arrays['hidden.weight']?.shape ?? [];
  scale('hidden.weight', 1024, (index) => index < numFeatures);
  scale('hidden.bias', 1024, (index) => index === 0);
  scale('output.weight', 1 / 1024, (index) => index % numUnits === 0);
  const checksum = (file: Buffer) => createHash('sha256').update(file.subarray(start)).digest('hex');
  const text = changed.subarray(8, start).toString().replace(checksum(model), checksum(changed));
  // As files of version 0.1 have it: without a checksum of the header, which is another one now.
  const spaces = (found: string) => ' '.repeat(found.length);
  const unsealed = text
    .replace(/\\"headerSha256\\":\\"[0-9a-f]{64}\\",/, spaces)
    .replace(/,\\"hasHeaderSha256\\":true/, spaces);
  changed.write(unsealed, 8);
  return changed;
}

/** Puts a file in the place of the only version's. */
async function replaceModel(page: Page, model: Buffer): Promise<void> {
  await page.evaluate(
    (base64) =>
      new Promise<void>((resolve, reject) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const opening = indexedDB.open('kiln');
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('modelFiles', 'readwrite');
          const files = transaction.objectStore('modelFiles');
          files.getAllKeys().onsuccess = ({ target }) => {
            for (const key of (target as IDBRequest<IDBValidKey[]>).result) files.put(new Blob([bytes]), key);
          };
          transaction.oncomplete = () => (opening.result.close(), resolve());
          transaction.onabort = () => reject(transaction.error ?? new Error('nothing was written'));
        };
      }),
    model.toString('base64'),
  );
}

test('answers that change are shown with both answers', async ({ page }) => {
  await trainFlowers(page);
  await replaceModel(page, withOneLargeUnit(await saveModel(page)));
  await page.reload();
  await expect(page.getByTestId('accuracy')).toContainText('of 4 right');
  const same = page.getByTestId('compress-same');
  const flips = page.getByTestId('flip');
  // With a scale for each unit nothing changes.
  await makeSmaller(page, 'int8');
  await expect(same).toHaveText('Same answer as before on the pictures held back: 4 of 4.');
  await expect(page.getByTestId('flips-none')).toBeVisible();
  await expect(flips).toHaveCount(0);

  await makeSmaller(page, 'int8-per-tensor');
  await expect(same).toHaveText('Same answer as before on the pictures held back: 2 of 4.');
  await expect(flips).toHaveCount(2);
  for (const flip of await flips.all()) {
    await expect(flip.locator('img')).toBeVisible();
    await expect(flip).toHaveText(/^(daisy: “daisy” → “tulips”|tulips: “tulips” → “daisy”)$/);
  }
});

test('making it smaller can be stopped, and nothing is lost by it', async ({ page }) => {
  await trainFlowers(page);
  await openTab(page, 'export');
  // Pressed as soon as it is there: the whole work takes a fraction of a second.
  await page.evaluate(() => {
    const find = (selector: string) => document.querySelector<HTMLElement>(selector);
    const watch = new MutationObserver(() => {
      if (!find('[data-testid=compress-progress] button')) return;
      watch.disconnect();
      find('[data-testid=compress-progress] button')?.click();
    });
    watch.observe(document.body, { childList: true, subtree: true });
    find('[data-testid=compress-start]')?.click();
  });
  await expect(page.getByTestId('toast')).toContainText('Stopped. The model is unchanged.');
  await expect(page.getByTestId('compress-keep')).toHaveCount(0);
  await expect(page.getByTestId('compress-start')).toBeEnabled();
  // Again, to the end this time.
  await makeSmaller(page, 'f16');
  await expect(page.getByTestId('version').locator('option')).toHaveCount(1);
});

test('a run that was interrupted can still go on when a smaller version has been kept', async ({ page }) => {
  await trainFlowers(page);
  await chooseModel(page, 'Small convolutional network');
  await set(page, 'epochs', 2000);
  await chooseDevice(page, 'cpu');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('train-status')).toContainText(/Epoch ([2-9]|\d\d+) of/);
  await page.reload();
  await expect(page.getByTestId('resume-text')).toBeVisible();
  await makeSmaller(page, 'int8');
  await page.getByTestId('compress-keep').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(2);
  await page.reload();
  await expect(page.getByTestId('resume-text')).toBeVisible();
});

test('it fits a phone and speaks Chinese', async ({ page }) => {
  await trainFlowers(page);
  await makeSmaller(page, 'int8');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: '简体中文' }).click();
  // What was measured stays when the language changes.
  await expect(page.getByTestId('compress-same')).toContainText('答案不变');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
});
