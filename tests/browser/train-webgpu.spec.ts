/** Training on WebGPU, in software here: right rather than fast. */
import { expect, test } from '@playwright/test';
import {
  chooseDevice,
  chooseModel,
  fillClass,
  fillTwoClasses,
  openTraining,
  photosOf,
  saveModel,
  set,
} from './support/training.js';

test('a head and a convolutional network are trained on WebGPU and answer on the CPU', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await chooseDevice(page, 'webgpu');
  await set(page, 'validationShare', 0.4);
  await set(page, 'epochs', 20);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('of 4 right', { timeout: 120_000 });
  const model = await saveModel(page);
  expect(model.subarray(8, 8 + Number(model.readBigUInt64LE(0))).toString()).toContain('\\"device\\":\\"webgpu\\"');
  await page.getByTestId('try-input').setInputFiles(photosOf('tulips')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('tulips');

  // The same seed on the CPU: other roundings, the same run.
  await chooseDevice(page, 'cpu');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(2);
  const onCpu = await saveModel(page);
  const [gpu, cpu] = [model, onCpu].map(weightsOf);
  expect(gpu).toHaveLength(cpu?.length ?? 0);
  const largest = Math.max(...Array.from(gpu ?? [], (value, index) => Math.abs(value - (cpu?.[index] ?? 0))));
  expect(largest).toBeLessThan(1e-3);

  await chooseModel(page, 'Small convolutional network');
  await set(page, 'epochs', 2);
  await chooseDevice(page, 'webgpu');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(3, { timeout: 170_000 });
});

test('the last layers of a network are fine-tuned on WebGPU as on the CPU, and the model answers', async ({ page }) => {
  await openTraining(page);
  await fillClass(page, 0, 'daisy', photosOf('daisy').slice(0, 2));
  await fillClass(page, 1, 'tulips', photosOf('tulips').slice(0, 2));
  await chooseModel(page, 'Fine-tuning');
  await chooseDevice(page, 'webgpu');
  // The head alone, which is quick; then what only fine-tuning computes, twice, for the second loss shows
  // what the first step has done. The rate is high enough for that to be seen.
  await set(page, 'epochs', 5);
  await set(page, 'frozenEpochs', 3);
  await set(page, 'backboneLearningRate', 0.0001);
  await page.getByTestId('train-start').click();
  const versions = page.getByTestId('version').locator('option');
  await expect(versions).toHaveCount(1, { timeout: 150_000 });
  const onGpu = trainingOf(await saveModel(page));
  await page.getByTestId('try-input').setInputFiles(photosOf('daisy')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('daisy');

  await chooseDevice(page, 'cpu');
  await page.getByTestId('train-start').click();
  await expect(versions).toHaveCount(2);
  const onCpu = trainingOf(await saveModel(page));
  expect([onGpu.device, onCpu.device]).toEqual(['webgpu', 'cpu']);
  expect(onGpu.history).toHaveLength(5);
  const [gpu = [], cpu = []] = [onGpu, onCpu].map(({ history }) => history.map(({ trainLoss }) => trainLoss));
  expect(gpu.every(Number.isFinite)).toBe(true);
  expect(gpu[4]).toBeLessThan((gpu[3] ?? NaN) / 2);
  // They agree to 3e-7 here; adapters round in other ways.
  const largest = Math.max(...gpu.map((loss, epoch) => Math.abs(loss - (cpu[epoch] ?? NaN))));
  expect(largest).toBeLessThan(1e-3);
});

interface Training {
  device: string;
  history: { trainLoss: number }[];
}

/** What the file's card says of the run. */
function trainingOf(model: Buffer): Training {
  const header = model.subarray(8, 8 + Number(model.readBigUInt64LE(0))).toString();
  const { __metadata__ } = JSON.parse(header) as { __metadata__: Record<string, string> };
  return (JSON.parse(__metadata__['kiln.card'] ?? '') as { training: Training }).training;
}

/** All weights, in the file's order. */
function weightsOf(model: Buffer): Float32Array {
  const start = 8 + Number(model.readBigUInt64LE(0));
  return new Float32Array(model.buffer.slice(model.byteOffset + start, model.byteOffset + model.length));
}
