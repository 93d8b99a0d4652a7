/** Works without a network, sends nothing, and lives under any path. */
import { expect, test } from '@playwright/test';
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

test('a first visit to the training page is enough to train without a network', async ({ page, context }) => {
  await openTraining(page);
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active?.state !== 'activated') await new Promise((resolve) => setTimeout(resolve, 100));
    while (!(await (await caches.open('kiln-train')).keys()).length)
      await new Promise((resolve) => setTimeout(resolve, 100));
  });
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
