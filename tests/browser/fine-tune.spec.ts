/** A model whose network learns along: from photos to an article's reader. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { publish, serveFolder, unzipTo } from './support/article.js';
import {
  chooseDevice,
  chooseModel,
  fillTwoClasses,
  openTab,
  openTraining,
  photosOf,
  saveModel,
  set,
} from './support/training.js';

test('a network is fine-tuned, tried, saved, and asked by a reader', async ({ page }) => {
  test.setTimeout(180_000);
  await openTraining(page);
  await fillTwoClasses(page);
  await expect(page.getByTestId('setting-frozenEpochs')).toHaveCount(0);
  await chooseModel(page, 'Fine-tuning');
  await expect(page.locator('.model-option', { hasText: 'Fine-tuning' })).toContainText('1,016,258 parameters');
  await set(page, 'validationShare', 0.4);
  await set(page, 'epochs', 14);
  await set(page, 'frozenEpochs', 10);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('of 4 right', { timeout: 90_000 });

  await page.getByTestId('try-input').setInputFiles(photosOf('daisy')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('daisy');
  const model = await saveModel(page);
  expect(model.length).toBeGreaterThan(4_000_000);
  const header = JSON.parse(model.subarray(8, 8 + Number(model.readBigUInt64LE(0))).toString()) as {
    __metadata__: Record<string, string>;
  };
  expect(header).toHaveProperty(['blocks.15.depthwise.weight', 'shape'], [1152, 1, 3, 3]);
  const card = JSON.parse(header.__metadata__['kiln.card'] ?? '') as {
    training: { history: { learningRate: number }[] };
  };
  expect(card).toMatchObject({ architecture: 'fine-tune', backbone: { id: 'efficientnet-lite0-imagenet1k' } });
  // The head at its own rate, then everything at the low one.
  const rates = card.training.history.map(({ learningRate }) => learningRate);
  expect(rates).toHaveLength(14);
  expect(rates[0]).toBeGreaterThan(1e-3);
  expect(Math.max(...rates.slice(10))).toBeLessThan(1e-3);

  const onnx = page.waitForEvent('download');
  await openTab(page, 'export');
  await page.getByTestId('onnx-download').click();
  expect(readFileSync(await (await onnx).path()).length).toBeGreaterThan(13_000_000);

  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-fine-tuned-'));
  unzipTo(await publish(page, 'site'), folder);
  await expect(page.getByTestId('publish-agreement')).toContainText('4 of 4');
  const published = readFileSync(path.join(folder, 'model.safetensors')).length;
  console.log(`saved ${model.length} bytes, published ${published}`);
  // A byte for each weight.
  expect(published).toBeLessThan(1_100_000);
  const host = await serveFolder(folder);
  try {
    await page.goto(host.url);
    const reader = page.locator('kiln-classifier');
    await reader.locator('input[type=file]').setInputFiles(photosOf('tulips')[0] ?? '');
    await expect(reader.locator('[part=verdict]')).toContainText('tulips');
  } finally {
    host.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a run whose tab was closed goes on behind its frozen epochs', async ({ page }) => {
  test.setTimeout(180_000);
  await openTraining(page);
  await fillTwoClasses(page);
  await chooseModel(page, 'Fine-tuning');
  await set(page, 'epochs', 12);
  await set(page, 'frozenEpochs', 3);
  await chooseDevice(page, 'cpu');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toBeVisible({ timeout: 90_000 });
  const uninterrupted = await saveModel(page);

  await page.getByTestId('train-start').click();
  await page.waitForFunction(() =>
    /Epoch [6-9] of 12/.test(document.querySelector('[data-testid=train-status]')?.textContent ?? ''),
  );
  await page.reload();
  await expect(page.getByTestId('resume-text')).toContainText('of 12');
  await page.getByTestId('resume').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(2, { timeout: 90_000 });
  const resumed = await saveModel(page);
  const weightsOf = (model: Buffer) => model.subarray(8 + Number(model.readBigUInt64LE(0)));
  expect(weightsOf(resumed).equals(weightsOf(uninterrupted))).toBe(true);
});
