/** A school's network: the page comes over http from another machine, which browsers call an insecure context. */
import { expect, test } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/lib/chromium.mjs';
import { addFiles, bestGuess, card, fixture, untilReady } from './support/studio.js';
import { counts, row } from './support/collect.js';
import { fillTwoClasses, openProjectMenu, openTab, saveModel, set } from './support/training.js';

const NAME = 'kiln.test';

const executablePath = await findChromium();
if (!executablePath) throw new Error('no Chromium');

test.use({
  launchOptions: { executablePath, args: [...CHROMIUM_ARGS, `--host-resolver-rules=MAP ${NAME} 127.0.0.1`] },
  baseURL: async ({ baseURL }, use) => use(baseURL?.replace('127.0.0.1', NAME)),
});

test('classifying and its explanation work, and what does not is said once and names https', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto('./');
  expect(await page.evaluate(() => [isSecureContext, 'subtle' in crypto, 'randomUUID' in crypto])).toEqual([
    false,
    false,
    false,
  ]);
  await untilReady(page);
  await addFiles(page, [fixture('pictures/parrot.jpg')]);
  const answer = card(page, 'parrot.jpg');
  await expect(bestGuess(answer)).toContainText('macaw');
  await answer.getByTestId('why').click();
  await expect(answer.getByTestId('map')).toBeVisible();
  await answer.getByTestId('check-start').click();
  await expect(answer.getByTestId('check-result')).not.toBeEmpty();
  await expect(page.getByText('those need https')).toHaveCount(1);
  expect(faults).toEqual([]);
});

test('a model is trained, kept, saved and there after a reload; the camera names https', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto('./train.html');
  await fillTwoClasses(page);
  await set(page, 'epochs', 5);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('right');
  const model = await saveModel(page);
  expect(model.length).toBeGreaterThan(10_000);
  await page.reload();
  await expect(counts(page)).toHaveText(['5 pictures', '5 pictures']);
  await expect(page.getByTestId('accuracy')).toContainText('right');
  await openTab(page, 'mistakes');
  await openProjectMenu(page);
  const saved = page.waitForEvent('download');
  await page.getByTestId('project-save').click();
  expect((await saved).suggestedFilename()).toMatch(/\.zip$/);
  await page.keyboard.press('Escape');
  await row(page, 0).getByTestId('class-camera').click();
  await expect(page.getByRole('alert')).toContainText('only on https pages');
  expect(faults).toEqual([]);
});
