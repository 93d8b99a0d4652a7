/** Readers' answers on their way from an article to its publisher's receiver, and back out of it. */
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { publish, serveFolder, unzipTo, type Host } from './support/article.js';
import { answersIn, startReceiver, type Receiver } from './support/receiver.js';
import { fixture } from './support/studio.js';
import { fillTwoClasses, openTraining, photosOf, set } from './support/training.js';

let folder = '';
let site = '';
let file = '';
let host: Host;
let receiver: Receiver;
/** What the publisher's own server says, by path. */
const collectors: Record<string, { status: number; body?: string; headers?: Record<string, string> }> = {
  '/plain': { status: 204 },
  '/forbidden': { status: 403, body: '{"receipt":{"id":"a","token":"b"}}' },
  '/broken': { status: 500 },
  '/nonsense': { status: 200, body: '<h1>Thank you</h1>' },
  '/shapes': { status: 201, body: '{"receipt":{"id":7,"token":null}}' },
  '/endless': { status: 200, body: `{"receipt":{"id":"a","token":"${'b'.repeat(5_000_000)}"}}` },
  '/elsewhere': { status: 307, headers: { Location: '/plain' } },
};

test.beforeAll(async ({ browser }) => {
  // Where the native tests have not been run before, this compiles the command line.
  test.setTimeout(1_800_000);
  folder = mkdtempSync(path.join(tmpdir(), 'kiln-answers-'));
  site = path.join(folder, 'site');
  file = path.join(folder, 'answers.jsonl');
  mkdirSync(site);
  host = await serveFolder(site, {}, ({ url = '' }, response) => {
    const collector = collectors[url];
    if (!collector) return false;
    response.writeHead(collector.status, collector.headers);
    response.end(collector.body);
    return true;
  });
  receiver = await startReceiver(file, new URL(host.url).origin);
  const page = await browser.newPage({ acceptDownloads: true });
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'epochs', 5);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toBeVisible();
  await page.getByTestId('publish-feedback').check();
  await page.getByTestId('publish-feedbackUrl').fill(receiver.url);
  await page.getByTestId('publish-feedbackUrl').press('Tab');
  await page.getByTestId('publish-address').fill(host.url);
  await page.getByTestId('publish-address').press('Tab');
  await page.getByTestId('publish-receiver').locator('summary').click();
  await expect(page.getByTestId('publish-receiver')).toContainText(`--allow-origin ${new URL(host.url).origin}`);
  unzipTo(await publish(page, 'site'), site);
  writeFileSync(path.join(folder, 'article.html'), await publish(page, 'page'));
  await page.close();
});

test.beforeEach(() => {
  // The receiver opens the file for each answer.
  rmSync(file, { force: true });
});

test.afterAll(async () => {
  await receiver.stop();
  host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the receiver anew, on the address that the article knows. */
async function restart(more: string[] = [], origin = new URL(host.url).origin): Promise<void> {
  await receiver.stop();
  receiver = await startReceiver(file, origin, more, receiver.address);
}

const widget = (page: Page) => page.locator('kiln-classifier');
const feedback = (page: Page) => page.locator('kiln-classifier [part=feedback]');
const sent = (page: Page) => page.locator('kiln-classifier [part=sent]');
const send = (page: Page) => feedback(page).getByRole('button', { name: 'Send' });
const tick = (page: Page) => feedback(page).getByRole('checkbox', { name: 'Send the picture too' });

async function open(page: Page, article = 'index.html'): Promise<void> {
  await page.goto(host.url + article);
  await page.getByRole('button', { name: 'Try it with your own picture' }).click();
  // The model has to be there before a test takes the connection away.
  const isLoaded = () => document.querySelector<HTMLElement & { loaded: boolean }>('kiln-classifier')?.loaded;
  await page.waitForFunction(isLoaded);
}

type File = Parameters<ReturnType<Page['locator']>['setInputFiles']>[0];

/** Asks about a picture and says that the answer is right; what follows is the question of consent. */
async function agree(page: Page, picture: File = photosOf('daisy')[0] ?? ''): Promise<void> {
  await widget(page).locator('input[type=file]').setInputFiles(picture);
  await expect(feedback(page)).toContainText('Is that right?');
  await feedback(page).getByRole('button', { name: 'Yes' }).click();
}

/** An article of its own, whose readers' answers go to `url`. */
function article(name: string, url: string | null, language = 'en'): string {
  const attribute = url === null ? '' : ` feedback-url="${url}"`;
  const element = `<kiln-classifier src="model.safetensors" feedback${attribute}></kiln-classifier>`;
  const script = '<script type="module" src="kiln-classifier.js"></script>';
  writeFileSync(
    path.join(site, name),
    `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>An article</title><body>${script}<main><h1>Flowers</h1>${element}</main>`,
  );
  return name;
}

/** A photo as a phone takes it: large, and with a note of where it was taken. */
async function phonePhoto(page: Page) {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1600, 1200);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    for (let x = 0; x < 1600; x += 40) {
      context.fillStyle = `hsl(${x / 5} 70% 50%)`;
      context.fillRect(x, 0, 40, 1200);
    }
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  const jpeg = Buffer.from(base64, 'base64');
  const note = Buffer.from('Exif\0\0 taken at 52.5200 N 13.4050 E');
  const segment = Buffer.from([0xff, 0xe1, 0, note.length + 2]);
  return {
    name: 'photo.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.concat([jpeg.subarray(0, 2), segment, note, jpeg.subarray(2)]),
  };
}

const sizeOf = (page: Page, address: string) =>
  page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, address);

test('an answer goes with consent, the picture only with a tick of its own, and both come back out', async ({
  page,
}) => {
  await open(page);
  await expect(widget(page)).toContainText('Your pictures stay on this device unless you send one.');
  await agree(page);
  await expect(feedback(page)).toContainText('No picture, and nothing about you');
  await expect(tick(page)).not.toBeChecked();
  expect(answersIn(file)).toEqual([]);
  await send(page).click();
  await expect(feedback(page)).toContainText('Your feedback was sent');
  expect(answersIn(file)).toHaveLength(1);
  expect(answersIn(file)[0]).not.toHaveProperty('picture');
  await expect(sent(page)).toContainText(`Your feedback to ${receiver.address}: 1 sent, 0 waiting.`);

  const photo = await phonePhoto(page);
  expect(photo.buffer.includes('52.5200')).toBe(true);
  await agree(page, photo);
  await tick(page).check();
  await expect(feedback(page).locator('[part=sent-picture]')).toBeVisible();
  await expect(feedback(page)).toContainText('the picture as shown here');
  await expectAccessible(page);
  await send(page).click();
  await expect(feedback(page)).toContainText('Your feedback was sent');
  const [, second] = answersIn(file);
  const picture = String(second?.['picture']);
  const jpeg = Buffer.from(picture.replace('data:image/jpeg;base64,', ''), 'base64');
  expect(jpeg.includes('Exif') || jpeg.includes('52.5200')).toBe(false);
  // A data: address may not be shown by this page's policy everywhere; the sizes are the header's.
  expect(await sizeOf(page, picture)).toEqual([512, 384]);

  await page.reload();
  await expect(sent(page)).toContainText('2 sent, 0 waiting');
  await sent(page).getByRole('button', { name: 'Delete what I sent' }).click();
  await expect(sent(page)).toContainText(`${receiver.address} has deleted it.`);
  expect(readFileSync(file, 'utf8').trim()).toBe('');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Try it' })).toBeVisible();
  await expect(sent(page)).toBeHidden();
});

test('what was answered offline is sent once, whichever of two tabs comes first', async ({ page, context }) => {
  const other = await context.newPage();
  await open(other);
  await open(page);
  await context.setOffline(true);
  for (const picture of photosOf('tulips').slice(0, 3)) {
    await agree(page, picture);
    await tick(page).check();
    await expect(feedback(page).locator('[part=sent-picture]')).toBeVisible();
    await send(page).click();
    await expect(feedback(page)).toContainText('when you are back online');
  }
  for (const tab of [page, other]) await expect(sent(tab)).toContainText('0 sent, 3 waiting');
  await context.setOffline(false);
  for (const tab of [page, other]) await expect(sent(tab)).toContainText('3 sent, 0 waiting');
  for (const tab of [page, other]) await tab.reload();
  for (const tab of [page, other]) await expect(sent(tab)).toContainText('3 sent, 0 waiting');
  const answers = answersIn(file);
  expect(answers).toHaveLength(3);
  expect(new Set(answers.map(({ picture }) => picture)).size).toBe(3);
  // Receipts of what waited are receipts like any other.
  await sent(other).getByRole('button', { name: 'Delete what I sent' }).click();
  await expect(sent(other)).toContainText('has deleted it');
  expect(answersIn(file)).toEqual([]);
  await expect(sent(page)).toBeHidden();
});

test('what waits can be taken back before it was ever sent', async ({ page, context }) => {
  await open(page);
  await context.setOffline(true);
  await agree(page);
  await send(page).click();
  await expect(sent(page)).toContainText('0 sent, 1 waiting');
  await sent(page).getByRole('button', { name: 'Delete what I sent' }).click();
  await expect(sent(page)).toContainText('has deleted it');
  await context.setOffline(false);
  await page.reload();
  await expect(sent(page)).toBeHidden();
  await agree(page);
  await send(page).click();
  await expect(feedback(page)).toContainText('Your feedback was sent');
  expect(answersIn(file)).toHaveLength(1);
});

test('each refusal has its sentence, and what can be taken later waits', async ({ page }) => {
  await restart(['--max-bytes', '2000']);
  await open(page);
  await agree(page);
  await tick(page).check();
  await send(page).click();
  await expect(feedback(page)).toContainText('did not accept it: it is too large');
  await tick(page).uncheck();
  await send(page).click();
  await expect(feedback(page)).toContainText('Your feedback was sent');
  expect(answersIn(file)).toHaveLength(1);

  await restart(['--rate', '1']);
  for (const words of ['Your feedback was sent', 'is too busy right now']) {
    await agree(page);
    await send(page).click();
    await expect(feedback(page)).toContainText(words);
  }
  await expect(sent(page)).toContainText('2 sent, 1 waiting');

  // The site is not on the receiver's list: a browser does not tell that from no server at all.
  await restart([], 'https://news.example');
  await agree(page);
  await send(page).click();
  await expect(feedback(page)).toContainText('cannot be reached right now; Kiln will try again later');
  await expect(sent(page)).toContainText('2 sent, 2 waiting');
  expect(answersIn(file)).toHaveLength(2);

  await restart();
  await page.reload();
  await expect(sent(page)).toContainText('4 sent, 0 waiting');
  expect(answersIn(file)).toHaveLength(4);

  await page.evaluate(() => {
    const key = 'kiln.reader-answers.receipts';
    const [first, ...rest] = JSON.parse(localStorage.getItem(key) ?? '[]') as { token: string }[];
    localStorage.setItem(key, JSON.stringify([{ ...first, token: 'another' }, ...rest]));
  });
  await sent(page).getByRole('button', { name: 'Delete what I sent' }).click();
  await expect(sent(page)).toContainText('has not deleted 1 of them');
  expect(answersIn(file)).toHaveLength(1);
});

test('any other server will do as well, whatever it replies', async ({ page }) => {
  for (const [name, words] of [
    ['plain', 'Your feedback was sent'],
    ['nonsense', 'Your feedback was sent'],
    ['shapes', 'Your feedback was sent'],
    ['endless', 'Your feedback was sent'],
    ['forbidden', 'does not accept feedback from this page'],
    ['broken', 'did not accept it (500)'],
    // To another address than the reader has agreed to, nothing goes.
    ['elsewhere', 'cannot be reached'],
  ] as const) {
    await open(page, article('collector.html', name));
    await agree(page);
    await send(page).click();
    await expect(feedback(page), name).toContainText(words);
  }
  expect(host.requests.filter((asked) => asked === '/plain')).toHaveLength(1);
  expect(await page.evaluate(() => localStorage.getItem('kiln.reader-answers.receipts'))).toBeNull();
});

test('the one HTML file sends as well, to a receiver that allows pages opened from a file', async ({ page }) => {
  await restart(['--allow-origin', 'null']);
  await page.goto(pathToFileURL(path.join(folder, 'article.html')).href);
  await page.getByRole('button', { name: 'Try it with your own picture' }).click();
  await agree(page);
  await tick(page).check();
  await send(page).click();
  await expect(feedback(page)).toContainText('Your feedback was sent');
  expect(answersIn(file)).toHaveLength(1);
  await page.reload();
  await sent(page).getByRole('button', { name: 'Delete what I sent' }).click();
  await expect(sent(page)).toContainText('has deleted it');
  expect(answersIn(file)).toEqual([]);
});

test('without a receiver, the picture can go into the file that a reader saves', async ({ page }) => {
  await open(page, article('alone.html', null));
  await expect(widget(page)).toContainText('Your pictures stay on this device.');
  // Stored on its side; the copy is upright, since what said so stays behind.
  await agree(page, fixture('bad/exif-6.jpg'));
  await feedback(page).getByRole('checkbox', { name: 'Include the picture in the file' }).check();
  await expect(feedback(page).locator('[part=sent-picture]')).toBeVisible();
  const saving = page.waitForEvent('download');
  await feedback(page).getByRole('button', { name: 'Download my feedback (1)' }).click();
  const saved = JSON.parse(readFileSync(await (await saving).path(), 'utf8')) as {
    kilnReaderAnswers: number;
    answers: Record<string, string>[];
  };
  expect(saved.kilnReaderAnswers).toBe(1);
  expect(Object.keys(saved.answers[0] ?? {})).toEqual([
    'modelId',
    'modelSha256',
    'predicted',
    'probability',
    'actual',
    'day',
    'picture',
  ]);
  expect(await sizeOf(page, saved.answers[0]?.['picture'] ?? '')).toEqual([240, 211]);
});

test('where the storage is full, the reader is told that nothing was sent', async ({ page, context }) => {
  await open(page);
  await page.evaluate(() => {
    // Down to the last kilobyte.
    for (let size = 4_000_000; size > 500; size = Math.floor(size / 2)) {
      for (let part = 0; ; part++) {
        try {
          localStorage.setItem(`full-${size}-${part}`, 'x'.repeat(size));
        } catch {
          break;
        }
      }
    }
  });
  await context.setOffline(true);
  await agree(page);
  await tick(page).check();
  await send(page).click();
  await expect(feedback(page)).toContainText('this device has no room');
  await context.setOffline(false);
  await send(page).click();
  await expect(feedback(page)).toContainText('Your feedback was sent');
  expect(answersIn(file)).toHaveLength(1);
});

test('on a phone, in Chinese and in the dark', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  const name = article('chinese.html', receiver.url, 'zh');
  writeFileSync(
    path.join(site, name),
    readFileSync(path.join(site, name), 'utf8').replace('<kiln-classifier', '<kiln-classifier theme="dark"'),
  );
  await page.goto(host.url + name);
  await page.getByRole('button', { name: '用你自己的图片试一试' }).click();
  await widget(page)
    .locator('input[type=file]')
    .setInputFiles(photosOf('daisy')[1] ?? '');
  await feedback(page).getByRole('button', { name: '对', exact: true }).click();
  await feedback(page).getByRole('checkbox', { name: '同时发送图片' }).check();
  await expect(feedback(page)).toContainText('这里显示的图片');
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await feedback(page).getByRole('button', { name: '发送', exact: true }).click();
  await expect(feedback(page)).toContainText('谢谢，反馈已发送。');
  await expect(sent(page)).toContainText('已发送 1 条，等待发送 0 条');
});
