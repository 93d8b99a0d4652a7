/** The studio as its user meets it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

export const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');

export function fixture(name: string): string {
  return path.join(FIXTURES, name);
}

export function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(fixture(name), 'utf8')) as T;
}

/** Opens the page and waits until it answers. */
export async function openStudio(page: Page, query = '?device=cpu'): Promise<void> {
  await page.goto(`./${query}`);
  await untilReady(page);
}

export async function untilReady(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-engine', 'ready', { timeout: 60_000 });
}

export async function addFiles(page: Page, files: string[]): Promise<void> {
  await page.getByTestId('file-input').setInputFiles(files);
}

/** The card of a picture, by the name people see. */
export function card(page: Page, name: string): Locator {
  return page.getByTestId('result-card').filter({ has: page.getByText(name, { exact: true }) });
}

/** The most probable class on a card. */
export function bestGuess(cardLocator: Locator): Locator {
  return cardLocator.getByTestId('prediction').first();
}
