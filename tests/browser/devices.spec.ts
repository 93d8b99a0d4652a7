/** Which device answers, and that the reader is told why. */
import { expect, test, type Page } from '@playwright/test';
import { addFiles, bestGuess, card, fixture, openStudio, untilReady } from './support/studio.js';

const deviceLine = (page: Page) => page.getByTestId('device-line');
const bird = fixture('pictures/bird.jpg');

test('auto answers on the CPU first, times both, and does not call a software adapter fast', async ({ page }) => {
  await openStudio(page, '');
  await addFiles(page, [bird]);
  await expect(card(page, 'bird.jpg')).toContainText('on the CPU');
  await expect(deviceLine(page)).toContainText('emulated in software', { timeout: 120_000 });
  await expect(deviceLine(page)).toContainText(/on the CPU, .* on WebGPU/);
  await expect(deviceLine(page)).not.toContainText('being tried');

  // Measured once: the next visit does not fetch the WebGPU module again.
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await page.reload();
  await untilReady(page);
  await expect(deviceLine(page)).toContainText('on an earlier visit');
  expect(fetched.filter((url) => url.includes('kiln-webgpu'))).toEqual([]);
});

test('WebGPU can be forced, and gives the same answer', async ({ page }) => {
  await openStudio(page, '?device=webgpu');
  await expect(deviceLine(page)).toContainText('Running on WebGPU');
  await addFiles(page, [bird]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee', { timeout: 120_000 });
  await expect(card(page, 'bird.jpg')).toContainText('on WebGPU');
});

test('a browser without WebGPU is told so and answers on the CPU', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined }));
  await openStudio(page, '?device=webgpu');
  await expect(deviceLine(page)).toContainText(
    /Running on the CPU(, on \d threads)?\. This browser does not support WebGPU\./,
  );
  await addFiles(page, [bird]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
});

test('where its host isolates the page, the threads of the CPU share the work, and elsewhere one does it', async ({
  page,
}) => {
  await openStudio(page);
  const { isIsolated, numCores } = await page.evaluate(() => ({
    isIsolated: crossOriginIsolated,
    numCores: navigator.hardwareConcurrency,
  }));
  expect(isIsolated).toBe(true);
  expect(numCores, 'this test needs a second core').toBeGreaterThan(1);
  await expect(deviceLine(page)).toContainText(`on ${Math.min(numCores, 4)} threads`);
  await addFiles(page, [bird]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
});

test('with relaxed SIMD its modules are fetched for the CPU, and without it the others', async ({
  browser,
  baseURL,
}) => {
  for (const isRelaxed of [true, false]) {
    const context = await browser.newContext({ baseURL: baseURL ?? '', serviceWorkers: 'block', locale: 'en-GB' });
    const fetched = new Set<string>();
    context.on('request', (request) => {
      const [, module] = /\/(kiln-cpu[a-z-]*)-[\w-]{8}\.wasm$/.exec(request.url()) ?? [];
      if (module) fetched.add(module);
    });
    const page = await context.newPage();
    // In the worker, where an init script does not reach: it says no to whatever it is asked.
    const refusal = 'WebAssembly.validate = () => false;';
    await page.route('**/model-worker-*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${isRelaxed ? '' : refusal}${await response.text()}` });
    });
    await openStudio(page);
    await addFiles(page, [bird]);
    await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
    const suffix = isRelaxed ? '-relaxed' : '';
    await expect.poll(() => [...fetched].sort()).toEqual([`kiln-cpu${suffix}`, `kiln-cpu-threads${suffix}`]);
    await context.close();
  }
});

test('without isolation one thread answers', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL: baseURL ?? '', serviceWorkers: 'block', locale: 'en-GB' });
  const page = await context.newPage();
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const { 'cross-origin-opener-policy': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await openStudio(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await expect(deviceLine(page)).toContainText('Running on the CPU. You chose it.');
  await addFiles(page, [bird]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
  await context.close();
});

test('a refused adapter is told apart from a missing one', async ({ page }) => {
  await page.addInitScript(() => {
    GPU.prototype.requestAdapter = () => Promise.resolve(null);
  });
  await openStudio(page, '');
  await expect(deviceLine(page)).toContainText('found no graphics card');
});

test('a WebGPU module that does not come leaves the CPU in charge', async ({ page, context }) => {
  // Of the context, not the page: the service worker may be the one that fetches it.
  await context.route('**/kiln-webgpu-*.wasm', (route) => route.abort());
  await openStudio(page, '');
  await expect(deviceLine(page)).toContainText('WebGPU failed when it was tried');
  await addFiles(page, [bird]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
});

test('a device lost in the middle costs nothing: the CPU takes over', async ({ page, browser }) => {
  await openStudio(page, '?device=webgpu');
  await addFiles(page, [bird]);
  await expect(card(page, 'bird.jpg')).toContainText('on WebGPU', { timeout: 120_000 });

  // The real thing: the browser's graphics process is killed while a picture is at work.
  await addFiles(page, [fixture('pictures/parrot.jpg')]);
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await expect(bestGuess(card(page, 'parrot.jpg'))).toContainText('macaw', { timeout: 120_000 });
  await expect(card(page, 'parrot.jpg')).toContainText('on the CPU');
  await expect(deviceLine(page)).toContainText('The graphics card stopped responding, so the CPU took over.');
  await expect(card(page, 'bird.jpg')).toContainText('chickadee');
});

test('a device lost while nothing is at work loses no picture that comes after', async ({ page, browser }) => {
  await openStudio(page, '?device=webgpu');
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await addFiles(
    page,
    ['bird.jpg', 'parrot.jpg', 'cat.jpg'].map((name) => fixture(`pictures/${name}`)),
  );
  await expect(page.locator('[data-testid=result-card][data-state=done]')).toHaveCount(3, { timeout: 120_000 });
  await expect(card(page, 'bird.jpg')).toContainText('on the CPU');
});
