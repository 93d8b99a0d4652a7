// node scripts/time-first-model.mjs [--port N]: how long a newcomer takes from an empty profile to a trained model that
// has answered once, three ways: an example, two folders of own pictures, the camera. Every press is made as soon as
// what it needs can be seen, so it is the page's time, and a person's own comes on top. Needs `npm run build`.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from './lib/chromium.mjs';
import { DIST, ROOT } from './lib/paths.mjs';
import { startServer } from './lib/server.mjs';

const FLOWERS = path.join(ROOT, 'tests/fixtures/pictures/flowers25');
const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** @typedef {import('@playwright/test').Page} Page */

/** @type {Record<string, (page: Page) => Promise<unknown>>} */
const WAYS = {
  'an example of 150 pictures': async (page) => {
    await page.getByTestId('start-flowers').click();
    await page.getByTestId('class-card').nth(4).waitFor();
  },
  'own pictures, two classes of five': async (page) => {
    for (const [index, kind] of ['daisy', 'tulips'].entries()) {
      const row = page.getByTestId('class-card').nth(index);
      await row.getByTestId('class-name').fill(kind);
      await row.getByTestId('class-files').setInputFiles(photosOf(kind));
    }
  },
  'the camera, two bursts of two seconds': async (page) => {
    for (const index of [0, 1]) {
      await page.getByTestId('class-card').nth(index).getByTestId('class-camera').click();
      const shoot = page.getByTestId('capture-shoot');
      await shoot.and(page.locator(':enabled')).hover();
      await page.mouse.down();
      await page.waitForTimeout(2000);
      await page.mouse.up();
      await page.getByTestId('capture-done').click();
    }
  },
};

const executablePath = await findChromium();
if (!executablePath) throw new Error('No Chromium was found: npm test installs one');
const server = await startServer({ folder: DIST });
const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGS, ...CAMERA] });
console.log('| way | page there | pictures there | trained | answered |\n|---|--:|--:|--:|--:|');
for (const [name, collect] of Object.entries(WAYS)) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, permissions: ['camera'] });
  const begin = performance.now();
  /** @type {number[]} */
  const marks = [];
  const mark = () => marks.push((performance.now() - begin) / 1000);
  await page.goto(`${server.url}train.html`);
  await page.getByTestId('class-card').nth(1).waitFor();
  mark();
  await collect(page);
  const train = page.locator('[data-testid=train-start]:enabled:not([aria-disabled=true])');
  await train.waitFor();
  mark();
  await train.click();
  await page.getByTestId('result-line').waitFor({ timeout: 300_000 });
  mark();
  await page.getByTestId('try-input').setInputFiles(photosOf('tulips').slice(0, 1));
  await page.getByTestId('try-best').waitFor();
  mark();
  console.log(`| ${name} | ${marks.map((seconds) => `${seconds.toFixed(1)} s`).join(' | ')} |`);
  await page.close();
}
await browser.close();
await server.close();

/** @param {string} kind */
function photosOf(kind) {
  return readdirSync(path.join(FLOWERS, kind)).map((file) => path.join(FLOWERS, kind, file));
}
