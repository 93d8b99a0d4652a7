// node scripts/screenshots.mjs: takes the README's pictures from the built page, so that
// they show what there is. Needs `npm run build` and, for the Chinese one, a Chinese font.

import path from 'node:path';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from './lib/chromium.mjs';
import { DIST, ROOT } from './lib/paths.mjs';
import { startServer } from './lib/server.mjs';

const DESKTOP = { viewport: { width: 1280, height: 780 }, locale: 'en-GB' };
const PHONE = {
  viewport: { width: 360, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: 'zh-CN',
  colorScheme: /** @type {const} */ ('dark'),
};

const executablePath = await findChromium();
if (!executablePath) throw new Error('No Chromium was found: npm test installs one');
const server = await startServer({ folder: DIST });
const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
for (const [name, options] of Object.entries({ 'studio-desktop': DESKTOP, 'studio-phone-zh': PHONE })) {
  const page = await browser.newPage(options);
  await page.goto(server.url);
  await page.locator('html[data-engine=ready]').waitFor();
  // The second answer: the first one's time includes compiling.
  for (const sample of ['cat', 'parrot']) {
    await page.getByTestId(`sample-${sample}`).click();
    await page.locator('[data-testid=result-card][data-state=done]').first().waitFor();
  }
  await page.locator('[data-state=done]').nth(1).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({
    path: path.join(ROOT, 'docs/images', `${name}.jpg`),
    type: 'jpeg',
    quality: 88,
  });
  await page.close();
}
await browser.close();
await server.close();
