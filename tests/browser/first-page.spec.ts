/** The page that `npm start` opens while WebGPU, the threads and the widget are still being compiled. */
import { expect, test, type Page } from '@playwright/test';
import { buildFirstPage, compiledModules } from '../../scripts/lib/first-page.mjs';
import { DIST, DIST_FIRST } from '../../scripts/lib/paths.mjs';
import { filesOf, startServer } from '../../scripts/lib/server.mjs';
import { WASM_MODULES } from '../../scripts/lib/wasm-modules.mjs';
import { addFiles, bestGuess, card, fixture, untilReady } from './support/studio.js';
import { chooseDevice, fillTwoClasses, openAdvanced, openTraining, saveModel, set } from './support/training.js';

const LATE = [...WASM_MODULES.filter(({ isFirst }) => !isFirst).map(({ name }) => name), 'widget-files'];
const COMPILING = 'WebGPU is still being compiled';

interface Start {
  page: Page;
  /** What is not compiled yet; a test takes away what it lets be finished. */
  missing: Set<string>;
  /** The whole page is there. */
  finish: () => void;
}

const started = test.extend<{ start: Start }>({
  start: async ({ browser }, use) => {
    const missing = new Set(LATE);
    const progress = { missing, hasFailed: false, isWhole: false };
    const handlers = [compiledModules(progress), filesOf(DIST_FIRST)];
    const server = await startServer({ folder: DIST_FIRST, handlers });
    const context = await browser.newContext({ baseURL: server.url, locale: 'en-GB' });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    const finish = (): void => {
      missing.clear();
      handlers.splice(1, 0, filesOf(DIST));
      progress.isWhole = true;
    };
    await use({ page, missing, finish });
    await context.close();
    await server.close();
    expect(faults).toEqual([]);
  },
});

started.beforeAll(() => buildFirstPage(LATE));

started('it answers, says what is missing, and finds each module once it is there', async ({ start }) => {
  const { page, missing, finish } = start;
  const deviceLine = page.getByTestId('device-line');
  await page.goto('./');
  await untilReady(page);
  await expect(deviceLine).toHaveText(new RegExp(`^Running on the CPU\\. ${COMPILING}`));
  await addFiles(page, [fixture('pictures/bird.jpg')]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');

  missing.delete('webgpu');
  await expect(deviceLine).toContainText('emulated in software', { timeout: 120_000 });
  await expect(deviceLine).toContainText(/on the CPU, .* on WebGPU/);

  // Threads are looked for when the page is loaded.
  missing.delete('cpu-threads');
  missing.delete('cpu-threads-relaxed');
  await page.reload();
  await untilReady(page);
  await expect(deviceLine).toContainText('Running on the CPU, on 2 threads');

  await expect(page.getByTestId('update-bar')).toBeHidden();
  finish();
  await expect(page.getByTestId('update-bar')).toBeVisible();
  await page.getByTestId('update-bar').getByRole('button', { name: 'Reload' }).click();
  await untilReady(page);
  await expect(page.getByTestId('offline-note')).toBeVisible({ timeout: 60_000 });
});

started('WebGPU that was chosen takes over as soon as it is there', async ({ start }) => {
  const { page, missing } = start;
  const deviceLine = page.getByTestId('device-line');
  await page.goto('./?device=webgpu');
  await untilReady(page);
  await expect(deviceLine).toContainText(COMPILING);
  missing.delete('webgpu');
  await expect(deviceLine).toContainText('Running on WebGPU', { timeout: 120_000 });
  await addFiles(page, [fixture('pictures/bird.jpg')]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee', { timeout: 120_000 });
});

started(
  'a run that asks for WebGPU is trained on the CPU, and publishing says what it waits for',
  async ({ start }) => {
    const { page } = start;
    await openTraining(page);
    await fillTwoClasses(page);
    await openAdvanced(page);
    await expect(page.getByTestId('train-device').locator('option[value=webgpu]')).toHaveText(COMPILING);
    await chooseDevice(page, 'webgpu');
    await set(page, 'validationShare', 0.4);
    await set(page, 'epochs', 20);
    await page.getByTestId('train-start').click();
    await expect(page.getByTestId('accuracy')).toContainText('of 4 right', { timeout: 60_000 });
    const model = await saveModel(page);
    expect(model.subarray(8, 8 + Number(model.readBigUInt64LE(0))).toString()).toContain('\\"device\\":\\"cpu\\"');

    await page.getByTestId('publish-title').fill('Which flower is it?');
    await page.getByTestId('publish-site').click();
    await expect(page.getByTestId('toast')).toContainText('The widget is still being compiled');
  },
);
