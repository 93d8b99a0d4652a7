/** What an article's author and its readers do to a classifier that is at work. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { publish, serveFolder, unzipTo, withThreshold, type Host } from './support/article.js';
import { withCamera } from './support/fake-camera.js';
import { fixture } from './support/studio.js';
import { fillTwoClasses, openTraining, photosOf, set } from './support/training.js';

let site = '';
let host: Host;
/** Paths that the host does not have for now. */
const missing = new Set<string>();
/** Paths that it gives only when this resolves. */
const held = new Map<string, Promise<void>>();

test.beforeAll(async ({ browser }) => {
  site = mkdtempSync(path.join(tmpdir(), 'kiln-widget-'));
  host = await serveFolder(site, {}, (request, response) => {
    const asked = (request.url ?? '').split('?')[0] ?? '';
    if (missing.has(asked)) {
      response.writeHead(404);
      response.end();
      return true;
    }
    const wait = held.get(asked);
    if (!wait) return false;
    void wait.then(() => response.end(readFileSync(path.join(site, asked))));
    return true;
  });
  const page = await browser.newPage({ acceptDownloads: true });
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'epochs', 20);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toBeVisible();
  unzipTo(await publish(page, 'site'), site);
  await page.close();
  // Models that know every picture, and none.
  writeFileSync(
    path.join(site, 'sure.safetensors'),
    withThreshold(readFileSync(path.join(site, 'model.safetensors')), -1e9),
  );
  writeFileSync(
    path.join(site, 'unsure.safetensors'),
    withThreshold(readFileSync(path.join(site, 'model.safetensors')), 1e9),
  );
});

test.afterEach(() => {
  missing.clear();
  held.clear();
});

test.afterAll(() => {
  host.close();
  rmSync(site, { recursive: true, force: true });
});

/** An article with these elements, opened. */
async function open(page: Page, body: string): Promise<void> {
  const script = '<script type="module" src="kiln-classifier.js"></script>';
  writeFileSync(
    path.join(site, 'article.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>An article</title><body>${body}${script}`,
  );
  await page.goto(`${host.url}article.html`);
}

const element = (src: string, more = '') => `<kiln-classifier src="${src}" reveal="auto" ${more}></kiln-classifier>`;
const widget = (page: Page, position = 0) => page.locator('kiln-classifier').nth(position);
const verdict = (page: Page, position = 0) => widget(page, position).locator('[part=verdict]');
const status = (page: Page, position = 0) => widget(page, position).locator('[part=status]');
const feedback = (page: Page) => widget(page).locator('[part=feedback]');
const daisy = () => photosOf('daisy')[0] ?? '';

async function choose(page: Page, file: string, position = 0): Promise<void> {
  await widget(page, position).locator('input[type=file]').setInputFiles(file);
}

/** Collects the details of an event of the first element. */
async function hear(page: Page, name: string): Promise<() => Promise<Record<string, unknown>[]>> {
  await page.evaluate((name) => {
    const heard: unknown[] = [];
    (window as unknown as Record<string, unknown>)[`heard-${name}`] = heard;
    document
      .querySelector('kiln-classifier')
      ?.addEventListener(name, (event) => heard.push((event as CustomEvent).detail));
  }, name);
  return () =>
    page.evaluate(
      (name) => (window as unknown as Record<string, Record<string, unknown>[]>)[`heard-${name}`] ?? [],
      name,
    );
}

const focused = (page: Page) =>
  page.evaluate(() => document.querySelector('kiln-classifier')?.shadowRoot?.activeElement?.getAttribute('part'));

test('a reader who agrees with "none of these" names no class, and one who does not may name any', async ({ page }) => {
  await open(page, element('unsure.safetensors', 'feedback'));
  const answers = await hear(page, 'feedback');
  await choose(page, daisy());
  await expect(verdict(page)).toHaveText('Probably none of these.');
  await feedback(page).getByRole('button', { name: 'Yes' }).click();
  expect((await answers())[0]).toMatchObject({ actual: null });

  await choose(page, daisy());
  await feedback(page).getByRole('button', { name: 'No' }).click();
  const choice = feedback(page).getByRole('combobox');
  const names = await choice.locator('option').allTextContents();
  expect(names.toSorted()).toEqual(['daisy', 'tulips', '–']);
  // Nothing is said before something is chosen.
  const reply = feedback(page).getByRole('button', { name: 'OK' });
  await expect(reply).toBeDisabled();
  await choice.selectOption({ label: names[1] ?? '' });
  await reply.click();
  expect((await answers())[1]).toMatchObject({ predicted: names[1], actual: names[1] });
});

test('what a model did name is not offered again after "No"', async ({ page }) => {
  await open(page, element('sure.safetensors', 'feedback'));
  const answers = await hear(page, 'feedback');
  await choose(page, daisy());
  await feedback(page).getByRole('button', { name: 'No' }).click();
  const names = await feedback(page).getByRole('combobox').locator('option').allTextContents();
  expect(names).toHaveLength(3);
  expect(names[2]).toBe('Something else');
  await feedback(page).getByRole('combobox').selectOption('Something else');
  await feedback(page).getByRole('button', { name: 'OK' }).click();
  const [answer] = await answers();
  expect(answer).toMatchObject({ actual: null });
  expect(names).not.toContain(answer?.['predicted']);
});

test('after a crash, every classifier of the page answers again', async ({ page }) => {
  await open(page, element('sure.safetensors') + element('unsure.safetensors'));
  for (const position of [0, 1]) {
    await choose(page, daisy(), position);
    await expect(verdict(page, position)).toBeVisible();
  }
  const [worker] = page.workers();
  await worker?.evaluate(() => self.postMessage({ type: 'kiln-panic', message: 'as the runtime says it' }));
  await expect.poll(() => page.workers().length).toBe(0);
  expect(
    await page
      .locator('kiln-classifier')
      .evaluateAll((all) => all.map((one) => (one as unknown as { loaded: boolean }).loaded)),
  ).toEqual([false, false]);
  for (const position of [1, 0]) {
    await choose(page, photosOf('tulips')[0] ?? '', position);
    await expect(verdict(page, position)).toBeVisible();
    await expect(status(page, position)).toBeEmpty();
  }
});

test('an element that is moved while it works goes on, picture and all', async ({ page }) => {
  let release = () => {};
  held.set('/sure.safetensors', new Promise((resolve) => (release = resolve)));
  await open(page, `<div id="other"></div>${element('sure.safetensors')}`);
  await choose(page, daisy());
  await expect(status(page)).toHaveText('Loading the model…');
  await page.evaluate(() => document.getElementById('other')?.append(document.querySelector('kiln-classifier') ?? ''));
  release();
  await expect(verdict(page)).toBeVisible();
  await expect(status(page)).toBeEmpty();
  const width = () =>
    widget(page)
      .locator('[part=picture] img')
      .evaluate((image) => (image as HTMLImageElement).naturalWidth);
  expect(await width()).toBeGreaterThan(0);
  // Moved once more with its answer.
  await page.evaluate(() => document.body.append(document.querySelector('kiln-classifier') ?? ''));
  await expect(verdict(page)).toBeVisible();
  expect(await width()).toBeGreaterThan(0);
});

test('a picture waits for its model, and keeps no other classifier waiting', async ({ page }) => {
  let release = () => {};
  held.set('/sure.safetensors', new Promise((resolve) => (release = resolve)));
  await open(page, element('sure.safetensors') + element('unsure.safetensors'));
  await choose(page, daisy());
  // Its header has been looked at: from here on the worker has it.
  await expect(widget(page).locator('[part=picture] img')).toBeVisible();
  await choose(page, daisy(), 1);
  await expect(verdict(page, 1)).toHaveText('Probably none of these.');
  await expect(status(page)).toHaveText('Loading the model…');
  await expect(verdict(page)).toHaveCount(0);
  release();
  await expect(verdict(page)).toHaveText(/daisy|tulips/);
});

test('an element that is taken out and put back far below is loaded when it comes near', async ({ page }) => {
  await open(
    page,
    `<div style="height: 5000px"></div><kiln-classifier reveal="auto" src="sure.safetensors"></kiln-classifier>`,
  );
  await page.evaluate(async () => {
    const moved = document.querySelector('kiln-classifier') as HTMLElement;
    moved.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.body.append(moved);
  });
  await page.waitForLoadState('networkidle');
  const numAsked = () => host.requests.filter((asked) => asked === '/sure.safetensors').length;
  const before = numAsked();
  await page.mouse.wheel(0, 6000);
  await expect.poll(numAsked).toBe(before + 1);
});

test('another model in the middle of a question answers that question, and nothing is heard of the first', async ({
  page,
}) => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  held.set('/absent.safetensors', gate);
  writeFileSync(path.join(site, 'absent.safetensors'), 'no model at all');
  await open(page, element('absent.safetensors'));
  const errors = await hear(page, 'error');
  const answers = await hear(page, 'classify');
  await choose(page, daisy());
  await expect(status(page)).toHaveText('Loading the model…');
  const become = (src: string) =>
    page.evaluate((src) => document.querySelector('kiln-classifier')?.setAttribute('src', src), src);
  await become('sure.safetensors');
  release();
  await expect(verdict(page)).toHaveText(/daisy|tulips/);
  expect(await answers()).toHaveLength(1);
  // And after it: the picture that is shown is asked about again.
  await become('unsure.safetensors');
  await expect(verdict(page)).toHaveText('Probably none of these.');
  expect(await answers()).toHaveLength(2);
  expect(await errors()).toEqual([]);
});

test('two who wait for one model that fails hear of it once, and "Try again" asks about the picture', async ({
  page,
}) => {
  missing.add('/sure.safetensors');
  await open(page, '<kiln-classifier src="sure.safetensors"></kiln-classifier>');
  const errors = await hear(page, 'error');
  let release = () => {};
  held.set('/kiln-runtime.wasm', new Promise((resolve) => (release = resolve)));
  await page.getByRole('button', { name: 'Try it' }).click();
  await choose(page, daisy());
  release();
  await expect(status(page)).toHaveText('The file sure.safetensors is missing, or its host does not know its type.');
  expect(await errors()).toHaveLength(1);
  missing.clear();
  const retry = page.getByRole('button', { name: 'Try again' });
  await retry.focus();
  await retry.press('Enter');
  await expect(verdict(page)).toBeVisible();
  // The button that was pressed is gone; the focus is not.
  expect(await focused(page)).toBe('choose');
});

test('the focus stays where it is when a picture is chosen, and is never on something hidden', async ({ page }) => {
  await open(page, element('sure.safetensors', 'feedback'));
  await page.getByRole('button', { name: 'Choose a picture' }).focus();
  for (const file of [daisy(), photosOf('tulips')[0] ?? '']) {
    await choose(page, file);
    await expect(verdict(page)).toBeVisible();
    await expect(feedback(page)).toContainText('Is that right?');
    expect(await focused(page)).toBe('choose');
  }
  await feedback(page).getByRole('button', { name: 'No' }).focus();
  await choose(page, daisy());
  await expect(verdict(page)).toBeVisible();
  expect(await focused(page)).toBe('choose');
});

test('who answers by keyboard comes to the next question, and to the thanks', async ({ page }) => {
  await open(page, element('sure.safetensors', 'feedback'));
  await choose(page, daisy());
  await feedback(page).getByRole('button', { name: 'No' }).press('Enter');
  await expect(feedback(page).getByRole('combobox')).toBeFocused();
  await feedback(page).getByRole('combobox').selectOption('Something else');
  await feedback(page).getByRole('button', { name: 'OK' }).press('Enter');
  await expect(feedback(page).getByText('Thank you')).toBeFocused();
});

test('a part that the host lacks is named, and is not called a matter of policy', async ({ page }) => {
  missing.add('/kiln-worker.js');
  await open(page, element('sure.safetensors'));
  await expect(status(page)).toHaveText('The file kiln-worker.js is missing, or its host does not know its type.');
});

test('two backbones that one page carries are not taken for each other, and a damaged one is called damaged', async ({
  page,
}) => {
  const carried = (id: string, base64: string) => `<script type="application/gzip" id="${id}">${base64}</script>`;
  const packed = (name: string) => gzipSync(readFileSync(path.join(site, name)));
  const backbone = packed('kiln-backbone.safetensors');
  const assets = [
    carried('model', packed('sure.safetensors').toString('base64')),
    carried('good', backbone.toString('base64')),
    carried('torn', backbone.subarray(0, 1_000_000).toString('base64')),
    carried('nonsense', '(not base64)'),
  ];
  const elements = ['good', 'torn', 'nonsense'].map((id) => element('#model', `backbone="#${id}"`));
  await open(page, assets.join('') + elements.join(''));
  await choose(page, daisy());
  await expect(verdict(page)).toBeVisible();
  for (const position of [1, 2]) {
    await choose(page, daisy(), position);
    await expect(status(page, position)).toHaveText('The model is damaged. Publish it again.');
  }
});

test('a picture is shown once its header has been looked at, and never one that is no picture', async ({ page }) => {
  await open(page, element('sure.safetensors'));
  await choose(page, fixture('bad/renamed-pdf.jpg'));
  await expect(status(page)).toHaveText('This file cannot be read as a picture.');
  await expect(widget(page).locator('[part=picture]')).toBeHidden();
  await choose(page, daisy());
  await expect(verdict(page)).toBeVisible();
  await expect(widget(page).locator('[part=picture]')).toBeVisible();
});

test('what cannot be shown is said to be what it is, and leaves no broken picture', async ({ page }) => {
  await open(page, element('sure.safetensors'));
  const image = widget(page).locator('[part=picture] img');
  for (const [file, sentence] of [
    ['unsupported.tiff', 'This browser cannot show this kind of picture (TIFF). Try a JPEG or PNG.'],
    ['truncated.jpg', 'This picture is damaged or incomplete. Try another copy.'],
    ['one-pixel.png', 'This picture is only 1 × 1 pixels. Try a larger one.'],
    ['huge-header.png', 'This picture is too large. Try a smaller copy.'],
  ] as const) {
    await choose(page, fixture(`bad/${file}`));
    await expect(status(page), file).toHaveText(sentence);
    const isBroken = await image.evaluate(
      (element) => element.checkVisibility() && !(element as HTMLImageElement).naturalWidth,
    );
    expect(isBroken, file).toBe(false);
  }
  await choose(page, daisy());
  await expect(verdict(page)).toBeVisible();
  await expect(image).toBeVisible();
});

test('a sample that comes late can be pressed, is not wider than the article, and a held key asks once', async ({
  page,
}) => {
  await open(page, element('sure.safetensors').replace('></', '><figure slot="samples"></figure></'));
  const answers = await hear(page, 'classify');
  const base64 = readFileSync(daisy()).toString('base64');
  await page.evaluate((src) => {
    const image = document.createElement('img');
    Object.assign(image, { src, alt: 'a flower', width: 2000, height: 1500 });
    document.querySelector('figure')?.append(image);
  }, `data:image/jpeg;base64,${base64}`);
  const sample = page.getByRole('button', { name: 'Try this picture: a flower' });
  await expect(sample).toBeVisible();
  const box = await sample.boundingBox();
  expect(box?.width ?? Infinity).toBeLessThanOrEqual(144);
  await sample.focus();
  await page.keyboard.down('Enter');
  await page.keyboard.down('Enter');
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await expect(verdict(page)).toBeVisible();
  expect(await answers()).toHaveLength(1);
});

test('the camera opens once, takes one picture, and gives the focus back when it is closed', async ({
  playwright,
  baseURL,
}) => {
  await withCamera({ playwright, baseURL }, async (page) => {
    await open(page, element('sure.safetensors', 'camera'));
    const errors = await hear(page, 'error');
    const use = page.getByRole('button', { name: 'Use camera' });
    const shoot = page.getByRole('button', { name: 'Take picture' });
    // Closed while it opens: nothing has gone wrong.
    await use.focus();
    await page.evaluate(() => {
      const root = document.querySelector('kiln-classifier')?.shadowRoot;
      const press = (name: string) =>
        [...(root?.querySelectorAll('button') ?? [])].find(({ textContent }) => textContent === name)?.click();
      for (const name of ['Use camera', 'Use camera', 'Close camera']) press(name);
    });
    expect(await focused(page)).toBe('camera-button');
    await use.click();
    await expect(shoot).toBeEnabled();
    await expect(use).toBeHidden();
    // A picture that is chosen instead closes it.
    await choose(page, daisy());
    await expect(verdict(page)).toBeVisible();
    await expect(shoot).toBeHidden();
    await use.click();
    await shoot.click();
    await expect(verdict(page)).toBeVisible();
    await expect(shoot).toBeHidden();
    expect(await errors()).toEqual([]);
    const isOff = () =>
      document.querySelector('kiln-classifier')?.shadowRoot?.querySelector('video')?.srcObject === null;
    expect(await page.evaluate(isOff)).toBe(true);
  });
});
