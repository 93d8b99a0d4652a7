/** What goes wrong behind the page: panics, damaged weights, a server that does not answer. */
import { expect, test, type Page } from '@playwright/test';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { addFiles, bestGuess, card, fixture, openStudio, untilReady } from './support/studio.js';
import { fillTwoClasses, openProjectMenu, openTraining } from './support/training.js';

const MODEL = fixture('../../crates/core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors');

// What the service worker fetches passes by `page.route`; offline.spec.ts is where it is tried.
test.use({ serviceWorkers: 'block' });

/** Makes Rust panic, through the call that the worker offers for it. */
async function panic(page: Page): Promise<void> {
  const worker = page.workers().find((candidate) => candidate.url().includes('model-worker'));
  await worker!.evaluate(() => {
    const call = { id: -1, name: 'crash', values: [], isLong: false };
    self.dispatchEvent(new MessageEvent('message', { data: call }));
  });
}

test('a panic in Rust ends the model, not the page: restart goes on where it was', async ({ page }) => {
  await openStudio(page);
  await addFiles(page, [fixture('pictures/bird.jpg')]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');

  await panic(page);
  await expect(page.getByTestId('crash-panel')).toBeVisible();
  await expect(page.getByTestId('crash-panel')).toContainText('The model stopped');
  // The answers are still there, and a picture added now waits.
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
  await addFiles(page, [fixture('pictures/parrot.jpg')]);

  await page.getByTestId('restart').click();
  await expect(page.getByTestId('crash-panel')).toBeHidden();
  await expect(bestGuess(card(page, 'parrot.jpg'))).toContainText('macaw');
});

test('the details of a crash can be copied, in both languages', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openStudio(page);
  await panic(page);
  const copy = page.getByTestId('copy-details');
  await expect(copy).toHaveText('Copy details');
  await copy.click();
  await expect(copy).toHaveText('Details copied.');
  const details = await page.evaluate(() => navigator.clipboard.readText());
  // What happened, where in the code, and in which program.
  expect(details).toMatch(/^code: engine\.crashed$/m);
  expect(details).toMatch(/^adapter: /m);
  expect(details).toMatch(/^kiln: \d+\.\d+/m);
  expect(details).toMatch(/^browser: .*Chrome/m);
  expect(details).toMatch(/\.rs:\d+/);

  await page.locator('#language-switch').getByText('中文').click();
  await expect(copy).toHaveText('复制详细信息');
});

test('where the browser does not let the page copy, the details are shown', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await openStudio(page);
  await panic(page);
  await expect(page.getByTestId('crash-details')).toBeHidden();
  await page.getByTestId('copy-details').click();
  await expect(page.getByTestId('crash-details')).toContainText('code: engine.crashed');
  expect(await page.evaluate(() => getSelection()?.toString())).toContain('code: engine.crashed');
  await page.getByTestId('restart').click();
  await expect(page.getByTestId('crash-panel')).toBeHidden();
});

test('a fault of ours in the training worker is logged once, with its stack, and its details can be copied', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const logged: string[] = [];
  page.on('console', (message) => message.type() === 'error' && logged.push(message.text()));
  await openTraining(page);
  await fillTwoClasses(page);
  const worker = page.workers().find((candidate) => candidate.url().includes('project-worker'));
  await worker?.evaluate(() => {
    JSON.stringify = () => {
      throw new TypeError('on purpose');
    };
  });
  await openProjectMenu(page);
  await page.getByTestId('project-save').click();
  await expect(page.getByTestId('toast')).toContainText('Something unexpected went wrong inside Kiln');
  await page.getByTestId('toast-action').click();
  await expect(page.getByTestId('toast')).toContainText('Details copied.');
  const details = await page.evaluate(() => navigator.clipboard.readText());
  expect(details).toMatch(/^code: engine\.unexpected$/m);
  expect(details).toMatch(/TypeError: on purpose\n[^]*at .*project-worker-/);
  expect(logged.filter((text) => text.includes('TypeError: on purpose'))).toHaveLength(1);
});

test('damaged weights are fetched once more, and then it works', async ({ page }) => {
  let numRequests = 0;
  await page.route('**/*.safetensors', async (route) => {
    numRequests += 1;
    const body = readFileSync(MODEL);
    if (numRequests === 1) body[body.length >> 1]! ^= 1;
    await route.fulfill({ body, contentType: 'application/octet-stream' });
  });
  await openStudio(page);
  expect(numRequests).toBe(2);
});

test('weights that stay damaged are refused with a sentence, and another try is offered', async ({ page }) => {
  let isDamaged = true;
  await page.route('**/*.safetensors', async (route) => {
    const body = readFileSync(MODEL);
    await route.fulfill({ body: isDamaged ? body.subarray(0, 1_000_000) : body });
  });
  await page.goto('./?device=cpu');
  await expect(page.getByTestId('crash-panel')).toContainText('The model file is damaged');
  isDamaged = false;
  await page.getByTestId('restart').click();
  await untilReady(page);
});

test('weights that do not come are explained', async ({ page }) => {
  await page.route('**/*.safetensors', (route) => route.fulfill({ status: 503 }));
  await page.goto('./?device=cpu');
  await expect(page.getByTestId('crash-panel')).toContainText('could not be downloaded');
});

test('a file that vanished after it was chosen is named', async ({ page }, testInfo) => {
  // The weights are held back, so that the file is chosen first, removed, and read only then.
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.safetensors', async (route) => {
    await held;
    await route.continue();
  });
  const gone = testInfo.outputPath('gone.jpg');
  copyFileSync(fixture('pictures/bird.jpg'), gone);
  await page.goto('./?device=cpu');
  await addFiles(page, [gone]);
  await expect(card(page, 'gone.jpg')).toBeVisible();
  rmSync(gone);
  release();
  await expect(card(page, 'gone.jpg').getByTestId('result-error')).toContainText('“gone.jpg” could not be read');
});
