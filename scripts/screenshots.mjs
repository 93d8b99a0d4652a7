// node scripts/screenshots.mjs [studio|training|demo-article|chooser|views]: takes the README's pictures and the
// sheets of docs/views.md, or some of them, from the built page, so that they show what there is. Needs
// `npm run build` and, for the Chinese ones, a Chinese font.

import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { zipSync } from 'fflate';
import { CHROMIUM_ARGS, findChromium } from './lib/chromium.mjs';
import { saveContactSheet } from './lib/contact-sheet.mjs';
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

const TULIP = path.join(ROOT, 'tests/fixtures/pictures/flowers25/tulips/112428665_d8f3632f36_n.jpg');

const executablePath = await findChromium();
if (!executablePath) throw new Error('No Chromium was found: npm test installs one');
const server = await startServer({ folder: DIST });
const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
const PICTURES = {
  studio: photographStudio,
  training: photographTraining,
  'demo-article': photographDemoArticle,
  chooser: photographChooser,
  views: photographViews,
};
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

/**
 * The example of five flowers, trained, with a new picture tried: the bench and the rooms below, and the bench of a
 * phone.
 */
async function photographTraining() {
  const page = await newPage({ ...DESKTOP, viewport: { width: 1440, height: 900 } });
  await trainExample(page);
  await page.getByTestId('try-input').setInputFiles(TULIP);
  await page.getByTestId('try-best').waitFor();
  await take(page, 'train-desktop');
  for (const [room, name] of /** @type {const} */ ([
    ['evaluate', 'train-check'],
    ['publish', 'train-publish'],
  ])) {
    const place = page.locator(`#${room}`);
    await place.scrollIntoViewIfNeeded();
    // The pictures of the room, and the preview.
    await page.waitForTimeout(3000);
    await place.screenshot({ path: fileOf(name), type: 'jpeg', quality: 80 });
  }
  await page.close();
  const phone = await newPage(PHONE);
  await trainExample(phone);
  await take(phone, 'train-phone-zh');
  await phone.close();
}

/** @param {import('@playwright/test').Page} page */
async function trainExample(page) {
  await page.goto(`${server.url}train.html`);
  await page.getByTestId('start-flowers').click();
  await page.getByTestId('class-card').nth(4).waitFor();
  const isPhone = (page.viewportSize()?.width ?? 0) < 800;
  await page.locator(`[data-testid=${isPhone ? 'bottom-train' : 'train-start'}]:not([aria-disabled=true])`).click();
  await page.getByTestId(isPhone ? 'bottom-try' : 'result-line').waitFor({ timeout: 300_000 });
  await page.waitForTimeout(3000);
}

/** @param {import('@playwright/test').BrowserContextOptions} options */
function newPage(options) {
  return /** @type {import('@playwright/test').Browser} */ (browser).newPage(options);
}

/** @param {string} name */
function fileOf(name) {
  return path.join(ROOT, 'docs/images', `${name}.jpg`);
}

/** What is in the window. @param {import('@playwright/test').Page} page @param {string} name */
async function take(page, name) {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: fileOf(name), type: 'jpeg', quality: 82 });
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

/** A zip whose folders can be understood in two ways. */
async function photographChooser() {
  const page = await newPage({ ...DESKTOP, viewport: { width: 1024, height: 720 } });
  const picture = readFileSync(TULIP);
  const paths = ['inside', 'outside'].flatMap((place) => ['daisy', 'tulips'].map((kind) => `${place}/${kind}/1.jpg`));
  const buffer = Buffer.from(zipSync(Object.fromEntries(paths.map((path) => [path, new Uint8Array(picture)]))));
  await page.goto(`${server.url}train.html`);
  await page.getByTestId('zip-input').setInputFiles({ name: 'photos.zip', mimeType: 'application/zip', buffer });
  await page.getByTestId('layout-chooser').waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: fileOf('layout-chooser'), type: 'jpeg', quality: 80 });
  await page.close();
}

/** Every view, wide, narrow and on a phone, light and dark, in both languages: a sheet for each view. */
async function photographViews() {
  const widths = /** @type {const} */ ([
    [1440, 900],
    [1024, 768],
    [390, 844],
  ]);
  /** @type {Map<string, { label: string, png: Buffer }[][]>} */
  const sheets = new Map();
  for (const locale of ['en-GB', 'zh-CN']) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const page = await newPage({ viewport: { width: 1440, height: 900 }, locale, colorScheme });
      for (const [view, show] of viewsOf(page)) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await show();
        /** @type {{ label: string, png: Buffer }[]} */
        const row = [];
        for (const [width, height] of widths) {
          await page.setViewportSize({ width, height });
          await page.evaluate(() => document.querySelector(location.hash || 'kiln-classifier')?.scrollIntoView());
          await page.waitForTimeout(1500);
          row.push({ label: `${locale} · ${colorScheme} · ${width} px`, png: await page.screenshot() });
        }
        sheets.set(view, [...(sheets.get(view) ?? []), row]);
      }
      await page.close();
    }
  }
  mkdirSync(path.join(ROOT, 'docs/images/views'), { recursive: true });
  for (const [view, rows] of sheets) {
    const file = path.join(ROOT, 'docs/images/views', `${view}.jpg`);
    await saveContactSheet(/** @type {import('@playwright/test').Browser} */ (browser), rows, {
      file,
      height: 380,
      quality: 60,
    });
  }
}

/**
 * The views in the order in which somebody comes to them, and what leads there.
 * @param {import('@playwright/test').Page} page
 * @returns {[string, () => Promise<unknown>][]}
 */
function viewsOf(page) {
  /** @param {string} room */
  const to = (room) => () => page.evaluate((hash) => (location.hash = hash), room);
  /** @param {string} tab */
  const toTab = (tab) => () => page.getByTestId(`check-tab-${tab}`).click();
  return [
    [
      'classify',
      async () => {
        await page.goto(server.url);
        await page.getByTestId('sample-parrot').click();
        await page.locator('[data-testid=result-card][data-state=done]').first().waitFor();
      },
    ],
    ['start', () => page.goto(`${server.url}train.html`).then(() => page.getByTestId('start-flowers').waitFor())],
    [
      'bench',
      async () => {
        await trainExample(page);
        await page.getByTestId('try-input').setInputFiles(TULIP);
        await page.getByTestId('try-best').waitFor();
      },
    ],
    ['check-mistakes', to('evaluate')],
    ['check-matrix', toTab('matrix')],
    ['check-scores', toTab('scores')],
    ['check-curves', toTab('curves')],
    ['check-export', toTab('export')],
    ['publish', to('publish')],
    ['readers', to('readers')],
    [
      'article',
      async () => {
        const isChinese = await page.evaluate(() => navigator.language.startsWith('zh'));
        await page.goto(`${server.url}article/${isChinese ? 'zh-Hans' : 'index'}.html`);
        const widget = page.locator('kiln-classifier').first();
        await widget.locator('[part=start]').click();
        await widget.locator('input[type=file]').setInputFiles(TULIP);
        await widget.locator('[part=verdict]').waitFor();
      },
    ],
  ];
}
