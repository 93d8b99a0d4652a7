/** The training page as its user meets it. */
import { expect } from '@playwright/test';
import type { Page } from './page.js';

/** Names the class at a position, from 1, and gives it pictures. */
export async function fillClass(page: Page, position: number, name: string, files: string[]): Promise<void> {
  const card = `[data-testid=class-card]:nth-of-type(${position})`;
  await page.fill([card, '[data-testid=class-name]'], name);
  await page.chooseFiles([card, '[data-testid=class-files]'], files);
  await page.see([card, '[data-testid=class-count]'], new RegExp(`^${files.length} `));
}

export async function openAdvanced(page: Page): Promise<void> {
  const advanced = '[data-testid=advanced]';
  const isOpen = await page.with(advanced, (fold) => (fold as HTMLDetailsElement).open);
  if (!isOpen) await page.click([advanced, 'summary']);
}

export async function set(page: Page, setting: string, value: number): Promise<void> {
  await openAdvanced(page);
  await page.fill(`[data-testid=setting-${setting}]`, String(value));
}

export async function expectVersions(page: Page, count: number): Promise<void> {
  const numVersions = () => page.count('[data-testid=version] option');
  await expect.poll(numVersions, { message: 'versions', timeout: 60_000 }).toBe(count);
}
