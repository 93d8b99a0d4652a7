// node scripts/screenshots.mjs [studio|training|demo-article]: takes the README's pictures, or some of them, from the
// built page, so that they show what there is. Needs `npm run build` and, for the Chinese ones, a Chinese font.

import { readdirSync } from 'node:fs';
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
const PICTURES = { studio: photographStudio, training: photographTraining, 'demo-article': photographDemoArticle };
for (const [name, photograph] of Object.entries(PICTURES)) {
  if ((process.argv[2] ?? name) === name) await photograph();
}
await browser.close();
await server.close();

/** The first page, in English and in Chinese. */
async function photographStudio() {
  for (const [name, options] of Object.entries({ 'studio-desktop': DESKTOP, 'studio-phone-zh': PHONE })) {
    const page = await /** @type {import('@playwright/test').Browser} */ (browser).newPage(options);
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
}

/** Three kinds of flowers, trained, with a new picture tried. */
async function photographTraining() {
  const flowers = path.join(ROOT, 'tests/fixtures/pictures/flowers25');
  const photos = (/** @type {string} */ kind) =>
    readdirSync(path.join(flowers, kind)).map((name) => path.join(flowers, kind, name));
  const page = await /** @type {import('@playwright/test').Browser} */ (browser).newPage(DESKTOP);
  await page.goto(`${server.url}train.html`);
  await page.getByTestId('class-add').click();
  for (const [index, kind] of ['daisy', 'roses', 'tulips'].entries()) {
    const card = page.getByTestId('class-card').nth(index);
    await card.getByTestId('class-name').fill(kind);
    await card.getByTestId('class-name').press('Tab');
    await card.getByTestId('class-files').setInputFiles(photos(kind));
    await card.getByText('5 pictures').waitFor();
  }
  await page.getByTestId('advanced').locator('summary').click();
  await page.getByTestId('setting-validationShare').fill('0.4');
  await page.getByTestId('setting-validationShare').press('Tab');
  await page.getByTestId('advanced').locator('summary').click();
  await page.getByTestId('train-start').click();
  await page.getByTestId('accuracy').waitFor();
  await page.getByTestId('try-input').setInputFiles(photos('tulips')[0] ?? '');
  await page.getByTestId('try-best').waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  const file = path.join(ROOT, 'docs/images/train-desktop.jpg');
  // Down to the answer; what follows is another picture's story.
  const { y: height = 0 } = (await page.locator('#publish').boundingBox()) ?? {};
  const clip = { x: 0, y: 0, width: DESKTOP.viewport.width, height };
  await page.screenshot({ path: file, type: 'jpeg', quality: 80, fullPage: true, clip });
  await page.close();
}

/** The demo article: a reader's flower on a desktop in English, the whole of it on a phone in Chinese, in the dark. */
async function photographDemoArticle() {
  const flower = path.join(ROOT, 'tests/fixtures/pictures/flowers25/dandelion/493696003_f93ffb3abd_n.jpg');
  const tall = { ...DESKTOP, viewport: { width: 960, height: 1980 } };
  for (const [name, file, options, quality] of /** @type {const} */ ([
    ['demo-article-desktop', 'index.html', tall, 76],
    ['demo-article-phone-zh', 'zh-Hans.html', { ...PHONE, deviceScaleFactor: 1.5 }, 72],
  ])) {
    const page = await /** @type {import('@playwright/test').Browser} */ (browser).newPage(options);
    await page.goto(`${server.url}article/${file}`);
    const widget = page.locator('kiln-classifier').first();
    await widget.locator('[part=start]').click();
    await widget.locator('input[type=file]').setInputFiles(flower);
    await widget.locator('[part=verdict]').waitFor();
    // Pictures further down are only fetched when they come near.
    await page.evaluate(() => document.querySelectorAll('img').forEach((image) => (image.loading = 'eager')));
    await page.waitForLoadState('networkidle');
    if (name === 'demo-article-phone-zh') await widget.evaluate((element) => element.scrollIntoView());
    await page.screenshot({ path: path.join(ROOT, 'docs/images', `${name}.jpg`), type: 'jpeg', quality });
    await page.close();
  }
}
