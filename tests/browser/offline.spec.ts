/** Works without a network, sends nothing, and lives under any path. */
import { expect, test, type Page } from '@playwright/test';
import { fillTwoClasses, openExample, openTraining } from './support/training.js';
import { bestGuess, card, addFiles, fixture, openStudio, untilReady } from './support/studio.js';

test('loaded once, it reloads and classifies with the network off', async ({ page, context }) => {
  await openStudio(page);
  await expect(page.getByTestId('offline-note')).toBeVisible({ timeout: 60_000 });
  await context.setOffline(true);
  await page.reload();
  await untilReady(page);
  await page.getByTestId('sample-hot_dog').click();
  await expect(bestGuess(page.getByTestId('result-card'))).toContainText('hot dog');
  await addFiles(page, [fixture('pictures/bird.jpg')]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
});

/** Waits until the service worker keeps the page and the module that trains is stored. */
async function untilTrainingIsStored(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active?.state !== 'activated') await new Promise((resolve) => setTimeout(resolve, 100));
    while (!(await (await caches.open('kiln-train')).keys()).length)
      await new Promise((resolve) => setTimeout(resolve, 100));
  });
}

test('what works offline is said: classifying first, and training once it is stored', async ({ page, context }) => {
  const note = page.getByTestId('offline-note');
  await openStudio(page);
  await expect(note).toContainText('To train offline too, open “Train” once.', { timeout: 60_000 });
  // What the note does not promise does not work, and says why.
  await context.setOffline(true);
  await page.goto('./train.html');
  await expect(page.getByTestId('toast')).toContainText('The part that trains could not be downloaded.');
  await context.setOffline(false);
  await page.reload();
  await untilTrainingIsStored(page);
  await openStudio(page);
  await expect(note).toHaveText('Classifying and training work offline from now on.');
  await page.getByTestId('language-zh-Hans').click();
  await expect(note).toHaveText('现在可以离线识别和训练了。');
});

test('a first visit to the training page is enough to train without a network', async ({ page, context }) => {
  await openTraining(page);
  await untilTrainingIsStored(page);
  await context.setOffline(true);
  await page.reload();
  await fillTwoClasses(page);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('right');
  await openExample(page, 'flowers');
  await expect(page.getByTestId('toast')).toContainText('could not be downloaded');
});

test('after loading, classifying makes no network request', async ({ page, context }) => {
  await openStudio(page);
  await expect(page.getByTestId('offline-note')).toBeVisible({ timeout: 60_000 });
  const requests: string[] = [];
  // Of the page, its workers and its service worker alike.
  context.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(request.url());
  });
  await page.getByTestId('sample-cat').click();
  await addFiles(page, [fixture('pictures/bird.jpg'), fixture('bad/truncated.jpg')]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toBeVisible();
  await expect(card(page, 'truncated.jpg').getByTestId('result-error')).toBeVisible();
  expect(requests).toEqual([]);
});

test('the policy is strict, in the header and in the page, and nothing breaks it', async ({ page }) => {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  const response = await page.goto('./?device=cpu');
  const inHeader = response!.headers()['content-security-policy'] ?? '';
  const inPage = await page.locator('meta[http-equiv=Content-Security-Policy]').getAttribute('content');
  for (const policy of [inHeader, inPage ?? '']) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).not.toMatch(/'unsafe-eval'|'unsafe-inline'|https?:|\*/);
  }
  await untilReady(page);
  await page.getByTestId('sample-bird').click();
  await expect(page.getByTestId('prediction')).toHaveCount(5);
  expect(violations).toEqual([]);
});

test('it can be installed', async ({ page }) => {
  await openStudio(page);
  const address = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = (await (await page.request.get(new URL(address!, page.url()).href)).json()) as {
    icons: { src: string; sizes: string; purpose?: string }[];
    start_url: string;
  };
  expect(manifest.start_url).toBe('.');
  expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
  for (const { src } of manifest.icons) {
    const icon = await page.request.get(new URL(src, new URL(address!, page.url())).href);
    expect(icon.ok(), src).toBe(true);
  }
});

test('it works under a sub-path', async ({ browser }) => {
  const { startServer } = await import('../../scripts/lib/server.mjs');
  const server = await startServer({ folder: 'dist', base: '/news/2026/kiln/' });
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    await page.goto(`${server.url}?device=cpu`);
    await untilReady(page);
    await page.getByTestId('sample-bird').click();
    await expect(bestGuess(page.getByTestId('result-card'))).toContainText('chickadee');
    await expect(page.getByTestId('offline-note')).toBeVisible({ timeout: 60_000 });
  } finally {
    await context.close();
    await server.close();
  }
});

test('only its own addresses are answered by Kiln, with a network and without', async ({ browser }) => {
  const { filesOf, startServer } = await import('../../scripts/lib/server.mjs');
  const below = '<!doctype html><title>Birds</title><p>A page of somebody else';
  const server = await startServer({
    folder: 'dist',
    base: '/kiln/',
    handlers: [
      (request, response, next) => {
        if (request.url !== '/birds/' && request.url !== '/birds/index.html') return next();
        response.writeHead(200, { 'Content-Type': 'text/html' }).end(below);
      },
      filesOf('dist'),
    ],
  });
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    await page.goto(`${server.url}?device=cpu`);
    await expect(page.getByTestId('offline-note')).toBeVisible({ timeout: 60_000 });
    for (const address of ['birds/', 'birds/index.html']) {
      await page.goto(server.url + address);
      await expect(page).toHaveTitle('Birds');
    }
    expect((await page.goto(`${server.url}nothing-here`))?.status()).toBe(404);

    await context.setOffline(true);
    for (const address of ['birds/', 'birds/index.html', 'nothing-here']) {
      const own = await context.newPage();
      await expect(own.goto(server.url + address), address).rejects.toThrow('ERR_INTERNET_DISCONNECTED');
    }
    for (const [address, title] of [
      ['?device=cpu', /Classify/],
      ['index.html?a=b#c', /Classify/],
      ['train.html?a=b', /Train/],
      ['train.html', /Train/],
    ] as const) {
      // Not the one that still shows the browser's own page.
      const own = await context.newPage();
      await own.goto(server.url + address);
      await expect(own, address).toHaveTitle(title);
    }
  } finally {
    await context.close();
    await server.close();
  }
});
