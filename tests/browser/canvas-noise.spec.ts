/**
 * Browsers that change what is read back from a canvas: Firefox with resistFingerprinting, Tor, LibreWolf, Brave.
 * Each page reads pixels another way, or says why it does not answer; none answers from noise.
 */
import { expect, test, type Page } from '@playwright/test';
import { bestGuess, card, fixture, openStudio } from './support/studio.js';
import { openTraining, photosOf } from './support/training.js';

test.use({ serviceWorkers: 'block' });

const NO_FRAMES = 'delete self.VideoFrame;';
/** What a page gets where it may not read: noise, as large as a picture is. */
const RANDOM = 'data[i] = Math.random() * 256';
/** Brave's: here and there the last bit. */
const LAST_BIT = 'if (i % 64 === 0) data[i] ^= 1';

/** Changes each byte that a worker reads from a canvas, as `change` says, after running `before`. */
async function withNoise(page: Page, change: string, before = ''): Promise<void> {
  const noise = `${before}
    const read = OffscreenCanvasRenderingContext2D.prototype.getImageData;
    OffscreenCanvasRenderingContext2D.prototype.getImageData = function (...area) {
      const picture = read.apply(this, area);
      const { data } = picture;
      for (let i = 0; i < data.length; i += 1) { ${change}; }
      return picture;
    };`;
  await page.route(/worker[^/]*\.js(\?.*)?$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `{${noise}}\n${await response.text()}` });
  });
}

test('the page that classifies reads the pixels another way', async ({ page }) => {
  await withNoise(page, RANDOM);
  await openStudio(page);
  await page.getByTestId('sample-hot_dog').click();
  await expect(bestGuess(page.getByTestId('result-card'))).toContainText('hot dog');
  // What is transparent lies over white, as on the usual way.
  await page.getByTestId('file-input').setInputFiles(fixture('bad/transparent.png'));
  await expect(bestGuess(card(page, 'transparent.png'))).toContainText('macaw');
});

test('it answers where only last bits are changed, and there is no other way', async ({ page }) => {
  await withNoise(page, LAST_BIT, NO_FRAMES);
  await openStudio(page);
  await page.getByTestId('sample-hot_dog').click();
  await expect(bestGuess(page.getByTestId('result-card'))).toContainText('hot dog');
});

test('it names the setting instead of answering, where nothing can be read', async ({ page }) => {
  await withNoise(page, RANDOM, NO_FRAMES);
  await openStudio(page);
  await page.getByTestId('sample-hot_dog').click();
  const error = page.getByTestId('result-card').getByTestId('result-error');
  await expect(error).toContainText('This browser changes the pixels that pages read');
  await expect(error).toContainText('resistFingerprinting');
  await expect(page.getByTestId('prediction')).toHaveCount(0);
});

test('the training page takes no noise in, and says why once', async ({ page }) => {
  await withNoise(page, RANDOM, NO_FRAMES);
  await openTraining(page);
  const row = page.getByTestId('class-card').first();
  await row.getByTestId('class-files').setInputFiles(photosOf('daisy'));
  const reasons = page.getByTestId('intake-status').getByRole('listitem');
  await expect(reasons).toHaveText([/^This browser changes the pixels that pages read.*resistFingerprinting/]);
  await expect(row.getByTestId('class-count')).toHaveText('0 pictures');
});

test('the widget in an article says it to readers', async ({ page }) => {
  await withNoise(page, RANDOM, NO_FRAMES);
  await page.goto('./article/index.html');
  const widget = page.locator('kiln-classifier').first();
  await widget.getByRole('button', { name: 'Try it with your own picture' }).click();
  await widget.locator('input[type=file]').setInputFiles(photosOf('dandelion')[0] ?? '');
  await expect(widget.locator('[part=status]')).toContainText('This browser changes the pixels that pages read');
  await expect(widget.locator('[part=verdict]')).toBeHidden();
});

test('the widget reads the pixels another way where there is one', async ({ page }) => {
  await withNoise(page, RANDOM);
  await page.goto('./article/index.html');
  const widget = page.locator('kiln-classifier').first();
  await widget.getByRole('button', { name: 'Try it with your own picture' }).click();
  await widget.locator('input[type=file]').setInputFiles(photosOf('dandelion')[0] ?? '');
  await expect(widget.locator('[part=verdict]')).toContainText('dandelion');
});
