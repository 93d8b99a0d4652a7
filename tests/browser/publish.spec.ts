/** From a trained model to an article, and what its readers meet there. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { publish, serveFolder, unzipTo, withThreshold, type Host } from './support/article.js';
import { fixture } from './support/studio.js';
import { fillClass, openTraining, photosOf, set } from './support/training.js';

const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; worker-src 'self'; connect-src 'self'";

let folder = '';
let site = '';
/** As `site`, for an address that is known. */
let placed = '';
/** As `site`, after one of the chosen samples was deleted from the project. */
let thinned = '';
let single = '';
let snippet = '';
/** Texts that would run a script, or end the page's own, if they ever became markup. */
const TITLE = `Daisy </script><img src=x onerror="window.hacked = true">`;
const LEDE = `Ask & see <!--<script>window.hacked = true</script>`;
const DAISY = `daisy </script><!--<script>window.hacked = true`;
/** Of the second folder, as somebody copies it from a browser. */
const ADDRESS = 'https://news.example/flowers/index.html?from=here#top';

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(path.join(tmpdir(), 'kiln-article-'));
  site = path.join(folder, 'site');
  placed = path.join(folder, 'placed');
  thinned = path.join(folder, 'thinned');
  single = path.join(folder, 'article.html');
  const page = await browser.newPage({ acceptDownloads: true });
  await openTraining(page);
  await fillClass(page, 0, DAISY, photosOf('daisy'));
  await fillClass(page, 1, 'tulips', photosOf('tulips'));
  await expect(page.getByTestId('train-start')).toBeEnabled();
  await set(page, 'epochs', 20);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toBeVisible();
  await page.getByTestId('publish-title').fill(TITLE);
  await page.getByTestId('publish-title').press('Tab');
  await page.getByTestId('publish-lede').fill(LEDE);
  await page.getByTestId('publish-lede').press('Tab');
  await page.getByTestId('publish-feedback').check();
  for (const sample of await page.getByTestId('publish-sample').all()) await sample.check();
  unzipTo(await publish(page, 'site'), site);
  snippet = await page.getByTestId('publish-snippet').inputValue();
  writeFileSync(single, await publish(page, 'page'));
  await page.getByTestId('publish-address').fill(ADDRESS);
  await page.getByTestId('publish-address').press('Tab');
  unzipTo(await publish(page, 'site'), placed);
  const chosen = await page.getByTestId('publish-sample').first().getAttribute('aria-label');
  const name = chosen?.replace('Publish ', '') ?? '';
  await page.locator(`[data-testid=picture-open][aria-label*="${name}"]`).focus();
  await page.keyboard.press('Delete');
  await expect(page.locator(`[data-testid=publish-sample][aria-label*="${name}"]`)).toHaveCount(0);
  unzipTo(await publish(page, 'site'), thinned);
  await refusesAnswersInTheClear(page);
  await page.close();
});

async function refusesAnswersInTheClear(page: Page): Promise<void> {
  await page.getByTestId('publish-feedbackUrl').fill('http://news.example/answers');
  await page.getByTestId('publish-feedbackUrl').press('Tab');
  await expect(page.getByTestId('publish-feedbackUrl-problem')).toContainText(
    'Readers’ feedback is sent over https only: http://news.example/answers.',
  );
  // It is not published; the focus is where something has to be done.
  await page.getByTestId('publish-site').click();
  await expect(page.getByTestId('publish-feedbackUrl')).toBeFocused();
  await expect(page.getByTestId('publish-progress')).toBeHidden();
}

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function choose(page: Page, file: string, position = 0): Promise<void> {
  await page.locator('kiln-classifier').nth(position).locator('input[type=file]').setInputFiles(file);
}

const verdict = (page: Page, position = 0) => page.locator('kiln-classifier').nth(position).locator('[part=verdict]');

/** Writes an article into the published folder. */
function article(name: string, body: string): void {
  writeFileSync(
    path.join(site, name),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>An article</title><body>${body}`,
  );
}

async function withHost(
  work: (host: Host) => Promise<void>,
  ...options: Parameters<typeof serveFolder> | []
): Promise<void> {
  const [place = site, headers, handler] = options;
  const host = await serveFolder(place, headers, handler);
  try {
    await work(host);
  } finally {
    host.close();
  }
}

test('the folder holds what its README says', () => {
  const files = readdirSync(site);
  for (const name of [
    'index.html',
    'embed.html',
    'snippet.html',
    'LICENSE-APACHE.txt',
    'snippet-iframe.html',
    'README.txt',
    'NOTICE.txt',
    'web.config',
    'kiln-classifier.js',
    'kiln-worker.js',
    'kiln-runtime.wasm',
    'kiln-backbone.safetensors',
    'model.safetensors',
  ]) {
    expect(files).toContain(name);
  }
  expect(readFileSync(path.join(site, 'snippet.html'), 'utf8')).toBe(snippet);
  expect(readFileSync(path.join(site, 'model.safetensors')).length).toBeLessThan(150_000);
  expect(readFileSync(path.join(site, 'kiln-backbone.safetensors')).length).toBeLessThan(4_900_000);
  // Editors fetch oEmbed from elsewhere: without the folder's address it would be of no use.
  expect(files).not.toContain('oembed.json');
  expect(readFileSync(path.join(site, 'LICENSE-APACHE.txt'), 'utf8')).toContain('Apache License');
  // What stands in the article without any script: pictures with their answers.
  expect(snippet).toMatch(/<figcaption>(daisy|tulips|Probably none of these).*<\/figcaption>/);
  expect(existsSync(path.join(site, 'samples/1.jpg'))).toBe(true);
});

/** IIS as it comes, in what it sends: these, and what the folder's `web.config` adds. */
function asIis(config: string): NonNullable<Parameters<typeof serveFolder>[2]> {
  const known = new Set(['.html', '.css', '.txt', '.jpg', '.png', '.js']);
  for (const [, ending = ''] of config.matchAll(/<mimeMap fileExtension="([^"]+)"/g)) known.add(ending);
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://host');
    if (pathname.endsWith('/') || known.has(path.extname(pathname))) return false;
    response.writeHead(404, { 'Content-Type': 'text/html' });
    response.end('<h1>404.3</h1>');
    return true;
  };
}

test('a host that sends only endings it has types of sends all of the folder, by its web.config', async ({ page }) => {
  const config = readFileSync(path.join(site, 'web.config'), 'utf8');
  const fault = await page.evaluate(
    (config) => new DOMParser().parseFromString(config, 'text/xml').querySelector('parsererror')?.textContent ?? '',
    config,
  );
  expect(fault).toBe('');
  const answers = async (host: Host) => {
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Try it with your own picture' }).click();
    await choose(page, photosOf('tulips')[0] ?? '');
  };
  await withHost(
    async (host) => {
      await answers(host);
      await expect(verdict(page)).toBeVisible();
    },
    site,
    {},
    asIis(config),
  );
  await withHost(
    async (host) => {
      await answers(host);
      await expect(page.locator('[part=status]')).toContainText('is missing, or its host does not know its type.');
    },
    site,
    {},
    asIis(''),
  );
});

test('opened by a double-click, the folder says in a sentence what to do; on a host it does not', async ({
  page,
  browser,
}) => {
  const said = page.getByText('The classifier has not started.');
  for (const file of ['index.html', 'embed.html']) {
    await page.goto(pathToFileURL(path.join(site, file)).href);
    await expect(said).toBeVisible();
  }
  await withHost(async (host) => {
    await page.goto(host.url);
    await expect(page.getByRole('button', { name: 'Try it with your own picture' })).toBeVisible();
    await expect(said).toBeHidden();
    // Readers without scripts are told of those, and nothing else.
    const context = await browser.newContext({ javaScriptEnabled: false });
    const still = await context.newPage();
    await still.goto(host.url);
    await still.waitForTimeout(3500);
    await expect(still.getByText('The classifier has not started.')).toBeHidden();
    await expect(still.locator('noscript p')).toBeVisible();
    await context.close();
  });
});

test('the files name the address where they will lie, and what they are by their checksums', () => {
  const read = (name: string) => readFileSync(path.join(placed, name), 'utf8');
  const folder = 'https://news.example/flowers/';
  expect(JSON.parse(read('oembed.json'))).toMatchObject({ version: '1.0', type: 'rich', title: TITLE });
  expect(read('index.html')).toContain(`type="application/json+oembed" href="${folder}oembed.json"`);
  expect(read('snippet-iframe.html')).toContain(`src="${folder}embed.html"`);
  const checksum = (name: string) =>
    createHash('sha256')
      .update(readFileSync(path.join(placed, name)))
      .digest('hex')
      .slice(0, 8);
  for (const name of ['model.safetensors', 'kiln-backbone.safetensors']) {
    expect(read('snippet.html')).toContain(`="${folder}${name}?v=${checksum(name)}"`);
  }
  // The worker and the runtime go by the build that the script is of.
  expect(read('kiln-classifier.js')).toMatch(/v=[0-9a-f]{8}/);
});

test('a sample that was deleted after it was chosen is left out', () => {
  const numSamples = (place: string) => readdirSync(path.join(place, 'samples')).length;
  expect(numSamples(site)).toBeGreaterThan(1);
  expect(numSamples(thinned)).toBe(numSamples(site) - 1);
});

test('under a strict policy, nothing is fetched before a reader acts, and then the answer comes', async ({ page }) => {
  await withHost(
    async ({ url, requests }) => {
      const problems: string[] = [];
      const elsewhere: string[] = [];
      page.on(
        'request',
        (request) =>
          request.url().startsWith(url) || /^(blob|data):/.test(request.url()) || elsewhere.push(request.url()),
      );
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await page.goto(url);
      const widget = page.locator('kiln-classifier');
      await expect(widget.getByRole('button', { name: 'Try it with your own picture' })).toBeVisible();
      // Even where it is in plain sight.
      await widget.scrollIntoViewIfNeeded();
      await page.waitForLoadState('networkidle');
      expect(requests.filter((path) => /worker|wasm|safetensors/.test(path))).toEqual([]);
      await widget.getByRole('button', { name: 'Try it with your own picture' }).click();
      await choose(page, photosOf('daisy')[0] ?? '');
      await expect(verdict(page)).toContainText(/daisy|tulips|none/);
      // Text that looks like markup stays text.
      await expect(page.locator('h1')).toHaveText(TITLE);
      expect(await page.evaluate(() => (window as { hacked?: boolean }).hacked)).toBeUndefined();
      expect(elsewhere).toEqual([]);
      expect(problems).toEqual([]);
    },
    site,
    { 'Content-Security-Policy': STRICT },
  );
});

test('the answers are those of the training page, and axe finds nothing', async ({ page }) => {
  await withHost(async ({ url }) => {
    await page.goto(url);
    const detail = await page.evaluate(async () => {
      const element = document.querySelector('kiln-classifier') as HTMLElement & {
        classify(blob: Blob): Promise<unknown>;
      };
      const picture = await (await fetch('samples/1.jpg')).blob();
      return element.classify(picture);
    });
    expect(detail).toMatchObject({ model: { classNames: [DAISY, 'tulips'] } });
    const { predictions, isUnknown } = detail as {
      predictions: { label: string; probability: number }[];
      isUnknown: boolean;
    };
    expect(predictions.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 4);
    const caption = await page.locator('figcaption').first().textContent();
    const { label, probability } = predictions[0] ?? { label: '', probability: 0 };
    const percent = probability >= 0.995 ? '>99%' : `${Math.round(probability * 100)}%`;
    const said = isUnknown ? 'Probably none of these' : `${label} ${percent}`;
    expect(caption).toBe(said);
    await expectAccessible(page);
  });
});

test('ten classifiers in one article fetch each file once', async ({ page }) => {
  article(
    'ten.html',
    `<script type="module" src="kiln-classifier.js"></script>${'<kiln-classifier src="model.safetensors" reveal="auto" loading="eager"></kiln-classifier>'.repeat(10)}`,
  );
  await withHost(async ({ url, requests }) => {
    await page.goto(`${url}ten.html`);
    for (const position of [0, 4, 9]) {
      await choose(page, photosOf('tulips')[position % 5] ?? '', position);
      await expect(verdict(page, position)).toBeVisible();
    }
    for (const name of [
      'kiln-classifier.js',
      'kiln-worker.js',
      'kiln-runtime.wasm',
      'kiln-backbone.safetensors',
      'model.safetensors',
    ]) {
      expect(
        requests.filter((path) => path === `/${name}`),
        name,
      ).toHaveLength(1);
    }
    expect(page.workers()).toHaveLength(1);
  });
});

test('the one HTML file works from a double-click, and reaches for nothing', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(single).href);
  await page.getByRole('button', { name: 'Try it with your own picture' }).click();
  await page.evaluate(() => {
    const counted = window as { numAnswers?: number };
    counted.numAnswers = 0;
    document
      .querySelector('kiln-classifier')
      ?.addEventListener('classify', () => (counted.numAnswers = (counted.numAnswers ?? 0) + 1));
  });
  const numAnswers = () => page.evaluate(() => (window as { numAnswers?: number }).numAnswers);
  await choose(page, photosOf('tulips')[1] ?? '');
  await expect(verdict(page)).toContainText(/daisy|tulips|none/);
  expect(await numAnswers()).toBe(1);
  // A sample that is pressed by keyboard.
  await page
    .getByRole('button', { name: /Try this picture/ })
    .first()
    .press('Enter');
  await expect.poll(numAnswers).toBe(2);
  await expect(verdict(page)).toContainText(/daisy|tulips|none/);
  // Texts that look like markup stay texts, and none of them ends what the file carries.
  await expect(page).toHaveTitle(TITLE);
  await expect(page.locator('h1')).toHaveText(TITLE);
  await expect(page.locator('h1 + p')).toHaveText(LEDE);
  await expect(page.locator('kiln-classifier [part=predictions]')).toContainText(DAISY);
  expect(await page.evaluate(() => (window as { hacked?: boolean }).hacked)).toBeUndefined();
  await page.getByText('Whose work is in this file').click();
  await expect(page.getByText('Apache License, Version 2.0')).toBeVisible();
  expect(requests.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
});

test('in an iframe from another origin, and as a script from another origin', async ({ page }) => {
  await withHost(
    async ({ url: host }) => {
      const articles = path.join(folder, 'articles');
      writeArticles(articles, host);
      await withHost(async ({ url }) => {
        await page.goto(`${url}frame.html`);
        const frame = page.frameLocator('iframe');
        await frame.getByRole('button', { name: 'Try it with your own picture' }).click();
        await frame.locator('kiln-classifier input[type=file]').setInputFiles(photosOf('daisy')[1] ?? '');
        await expect(frame.locator('[part=verdict]')).toBeVisible();

        // Shut off from its own origin as well.
        await page.goto(`${url}sandbox.html`);
        await frame.getByRole('button', { name: 'Try it with your own picture' }).click();
        await frame.locator('kiln-classifier input[type=file]').setInputFiles(photosOf('daisy')[1] ?? '');
        await expect(frame.locator('[part=verdict]')).toBeVisible();

        await page.goto(`${url}script.html`);
        await page.getByRole('button', { name: 'Try it with your own picture' }).click();
        await choose(page, photosOf('daisy')[1] ?? '');
        await expect(verdict(page)).toBeVisible();
      }, articles);
    },
    site,
    { 'Access-Control-Allow-Origin': '*' },
  );
});

function writeArticles(place: string, host: string): void {
  const page = (body: string) => `<!doctype html><html lang="en"><title>An article</title><body>${body}`;
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  const frame = (more: string) => page(`<iframe ${more} src="${host}embed.html" width="480" height="640"></iframe>`);
  writeFileSync(path.join(place, 'frame.html'), frame(''));
  writeFileSync(path.join(place, 'sandbox.html'), frame('sandbox="allow-scripts"'));
  const element = `<kiln-classifier src="${host}model.safetensors"></kiln-classifier>`;
  writeFileSync(
    path.join(place, 'script.html'),
    page(`<script type="module" src="${host}kiln-classifier.js"></script>${element}`),
  );
}

test('what goes wrong has a sentence, a code and a way to try again', async ({ page }) => {
  const broken = new Set<string>(['/model.safetensors']);
  const answer: Parameters<typeof serveFolder>[2] = (request, response) => {
    if (!broken.has(request.url ?? '')) return false;
    response.writeHead(404);
    response.end();
    return true;
  };
  article(
    'watched.html',
    `<script type="module" src="kiln-classifier.js"></script><kiln-classifier lang="zh" src="model.safetensors"></kiln-classifier>`,
  );
  await withHost(
    async ({ url }) => {
      await page.goto(`${url}watched.html`);
      await page.evaluate(() => {
        const heard: string[] = ((window as { heard?: string[] }).heard = []);
        document
          .querySelector('kiln-classifier')
          ?.addEventListener('error', (event) => heard.push((event as CustomEvent<{ code: string }>).detail.code));
      });
      const heard = () => page.evaluate(() => (window as { heard?: string[] }).heard);
      const status = page.locator('kiln-classifier [part=status]');
      await page.getByRole('button', { name: '用你自己的图片试一试' }).click();
      await expect(status).toHaveText('没有找到文件 model.safetensors，或服务器不认识它的类型。');
      await expect.poll(heard).toEqual(['embed.not-found']);
      broken.clear();
      await page.getByRole('button', { name: '重试' }).click();
      await expect(status).toBeEmpty();
      await choose(page, fixture('bad/renamed-pdf.jpg'));
      await expect(status).toHaveText('这个文件无法作为图片打开。');
      await choose(page, fixture('bad/truncated.jpg'));
      await expect(status).toHaveText('这张图片已损坏或不完整，请换一份试试。');
      await choose(page, photosOf('daisy')[0] ?? '');
      await expect(verdict(page)).toBeVisible();
    },
    site,
    {},
    answer,
  );
});

test('a damaged model and a policy without wasm are told apart', async ({ page }) => {
  const damaged = readFileSync(path.join(site, 'model.safetensors'));
  damaged[damaged.length - 5] = (damaged[damaged.length - 5] ?? 0) ^ 1;
  writeFileSync(path.join(site, 'damaged.safetensors'), damaged);
  article(
    'damaged.html',
    '<script type="module" src="kiln-classifier.js"></script><kiln-classifier src="damaged.safetensors"></kiln-classifier>',
  );
  const status = page.locator('kiln-classifier [part=status]');
  await withHost(async ({ url }) => {
    await page.goto(`${url}damaged.html`);
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect(status).toHaveText('The model is damaged. Publish it again.');
  });
  article(
    'good.html',
    '<script type="module" src="kiln-classifier.js"></script><kiln-classifier src="model.safetensors"></kiln-classifier>',
  );
  const open = async (policy: string, sentence: RegExp) =>
    withHost(
      async ({ url }) => {
        await page.goto(`${url}good.html`);
        await page.getByRole('button', { name: 'Try it' }).click();
        await expect(status).toHaveText(sentence);
      },
      site,
      { 'Content-Security-Policy': policy },
    );
  await open("script-src 'self'", /wasm-unsafe-eval/);
  await open("script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'", /worker-src/);
});

test('readers say what is right; it is sent only with their consent, and once the connection is back', async ({
  page,
  context,
}) => {
  const received: string[] = [];
  const receive: Parameters<typeof serveFolder>[2] = (request, response) => {
    if (request.url !== '/answers') return false;
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push(Buffer.concat(parts).toString());
      response.writeHead(204);
      response.end();
    });
    return true;
  };
  // One that names a class for every picture.
  writeFileSync(
    path.join(site, 'sure.safetensors'),
    withThreshold(readFileSync(path.join(site, 'model.safetensors')), -1e9),
  );
  article(
    'asking.html',
    '<script type="module" src="kiln-classifier.js"></script><kiln-classifier src="sure.safetensors" feedback feedback-url="answers"></kiln-classifier>',
  );
  await withHost(
    async ({ url }) => {
      await page.goto(`${url}asking.html`);
      await page.getByRole('button', { name: 'Try it' }).click();
      const feedback = page.locator('kiln-classifier [part=feedback]');
      const ask = async (file: string) => {
        await choose(page, file);
        await expect(feedback).toContainText('Is that right?');
      };
      await ask(photosOf('daisy')[0] ?? '');
      await feedback.getByRole('button', { name: 'No' }).click();
      await feedback.getByRole('combobox').selectOption({ label: 'Something else' });
      await feedback.getByRole('button', { name: 'OK' }).click();
      await expect(feedback).toContainText('No picture, and nothing about you');
      expect(received).toEqual([]);
      await feedback.getByRole('button', { name: 'Send' }).click();
      await expect(feedback).toContainText('Your feedback was sent');
      expect(received).toHaveLength(1);
      const sent = JSON.parse(received[0] ?? '') as Record<string, unknown>;
      expect(Object.keys(sent).sort()).toEqual(['actual', 'day', 'modelId', 'modelSha256', 'predicted', 'probability']);
      expect(sent['actual']).toBeNull();

      await ask(photosOf('tulips')[0] ?? '');
      await feedback.getByRole('button', { name: 'Yes' }).click();
      await context.setOffline(true);
      await feedback.getByRole('button', { name: 'Send' }).click();
      await expect(feedback).toContainText('when you are back online');
      expect(received).toHaveLength(1);
      await context.setOffline(false);
      await expect.poll(() => received.length).toBe(2);
      await page.reload();
      await expect(page.getByRole('button', { name: 'Try it' })).toBeVisible();
      expect(received).toHaveLength(2);

      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Try it' }).click();
      await ask(photosOf('tulips')[1] ?? '');
      await feedback.getByRole('button', { name: 'Yes' }).click();
      await feedback.getByRole('button', { name: 'No' }).click();
      await feedback.getByRole('button', { name: /Download my feedback/ }).click();
      const saved = JSON.parse(readFileSync(await (await saving).path(), 'utf8')) as { answers: unknown[] };
      expect(saved.answers).toHaveLength(3);
      expect(received).toHaveLength(2);
    },
    site,
    {},
    receive,
  );
});
