/** Chromium with a made-up camera, which shows a moving pattern: what a model calls it does not matter. */
import type { BrowserContextOptions, Page, PlaywrightWorkerArgs } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/lib/chromium.mjs';

interface Fixtures extends Pick<PlaywrightWorkerArgs, 'playwright'> {
  baseURL?: string | undefined;
}

interface CameraOptions extends BrowserContextOptions {
  /** Whether the browser says yes when the page asks for the camera. With nobody to ask, it says no. */
  isAllowed?: boolean;
}

/** Does `work` on a page of such a browser, which ends with it. */
export async function withCamera(
  { playwright, baseURL }: Fixtures,
  work: (page: Page) => Promise<void>,
  { isAllowed = true, ...options }: CameraOptions = {},
): Promise<void> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('no Chromium');
  const args = [...CHROMIUM_ARGS, '--use-fake-device-for-media-stream'];
  if (isAllowed) args.push('--use-fake-ui-for-media-stream');
  const browser = await playwright.chromium.launch({ executablePath, args });
  try {
    // A page without a context of its own is none that axe can look at.
    const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), locale: 'en-GB', ...options });
    await work(await context.newPage());
  } finally {
    await browser.close();
  }
}
