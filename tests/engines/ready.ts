/** When the pages are ready to be used. */
import { expect } from '@playwright/test';
import type { Page } from './page.js';

export async function untilReady(page: Page): Promise<void> {
  const engine = () => page.call(() => document.documentElement.dataset['engine']);
  await expect.poll(engine, { message: 'the engine' }).toBe('ready');
}

export async function untilTrainable(page: Page): Promise<void> {
  await page.see('[data-testid=plan]', /./);
}

/** Waits until the service worker keeps the pages, and answers for this one. */
export async function untilKept(page: Page): Promise<void> {
  const isKept = () =>
    page.call(() => navigator.serviceWorker.getRegistration().then((known) => known?.active?.state === 'activated'));
  await expect.poll(isKept, { message: 'the service worker' }).toBe(true);
}
