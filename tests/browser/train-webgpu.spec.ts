/** Training on WebGPU, in software here: right rather than fast. */
import { expect, test } from '@playwright/test';
import { fillTwoClasses, openTraining, photosOf, saveModel, set } from './support/training.js';

test('a head and a convolutional network are trained on WebGPU and answer on the CPU', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await page.getByTestId('train-device').selectOption('webgpu');
  await set(page, 'validationShare', 0.4);
  await set(page, 'epochs', 20);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('of 4 right', { timeout: 120_000 });
  const model = await saveModel(page);
  expect(model.subarray(8, 8 + Number(model.readBigUInt64LE(0))).toString()).toContain('\\"device\\":\\"webgpu\\"');
  await page.getByTestId('try-input').setInputFiles(photosOf('tulips')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('tulips');

  // The same seed on the CPU: other roundings, the same run.
  await page.getByTestId('train-device').selectOption('cpu');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(2);
  const onCpu = await saveModel(page);
  const [gpu, cpu] = [model, onCpu].map(weightsOf);
  expect(gpu).toHaveLength(cpu?.length ?? 0);
  const largest = Math.max(...Array.from(gpu ?? [], (value, index) => Math.abs(value - (cpu?.[index] ?? 0))));
  expect(largest).toBeLessThan(1e-3);

  await page.getByLabel('Small convolutional network').check();
  await set(page, 'epochs', 2);
  await page.getByTestId('train-device').selectOption('webgpu');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(3, { timeout: 170_000 });
});

/** All weights, in the file's order. */
function weightsOf(model: Buffer): Float32Array {
  const start = 8 + Number(model.readBigUInt64LE(0));
  return new Float32Array(model.buffer.slice(model.byteOffset + start, model.byteOffset + model.length));
}
