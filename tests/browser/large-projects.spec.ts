/** Projects that are much, or not as they should be: the page stays usable, at every start. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { focused } from './support/collect.js';
import { fixture } from './support/studio.js';
import { openTraining, renameProject } from './support/training.js';

async function openProject(page: Page, entries: Record<string, Uint8Array>): Promise<void> {
  const buffer = Buffer.from(zipSync(entries, { level: 0 }));
  await page.getByTestId('project-file').setInputFiles({ name: 'project.zip', mimeType: 'application/zip', buffer });
}

test('of thousands of classes the first are drawn, the others when asked for, and a new one at once', async ({
  page,
}) => {
  await openTraining(page);
  const classes = Array.from({ length: 3000 }, (_, index) => ({ name: `kind ${index}`, isEnabled: true }));
  const described = { format: 'kiln-project', formatVersion: 1, name: 'Many', classes, pictures: [], versions: [] };
  await openProject(page, { 'project.json': strToU8(JSON.stringify(described)) });
  const cards = page.getByTestId('class-card');
  await expect(cards).toHaveCount(200);
  await page.reload();
  await expect(cards).toHaveCount(200);
  await page.getByTestId('classes-more').click();
  await expect(cards).toHaveCount(400);
  await expect(page.getByTestId('classes-more')).toHaveText('Show 200 more classes (of 2,600)');
  await page.getByTestId('class-add').click();
  await expect(focused(page)).toHaveValue('Class 3,001');
  await page.getByTestId('class-search').fill('kind 2999');
  await expect(page.getByTestId('class-name')).toHaveValue('kind 2999');
});

test('a project that did not open last time is not opened unasked', async ({ page }) => {
  await openTraining(page);
  await renameProject(page, 'Too much');
  const name = page.getByTestId('project-name');
  await expect(name).toHaveValue('Too much');
  const id = await page.evaluate(() => localStorage.getItem('kiln.project'));
  // As it is left by a tab that ended, or had to be ended, while it was opening.
  await page.evaluate(() => localStorage.removeItem('kiln.opening'));
  await page.goto('about:blank');
  await page.goto('./manifest.webmanifest');
  await page.evaluate((id) => localStorage.setItem('kiln.opening', `${Date.now() - 60_000} ${id}`), id);
  await page.goto('./train.html');
  await expect(page.getByTestId('toast')).toContainText('“Too much” did not open last time');
  await expect(name).not.toHaveValue('Too much');
  await page.getByTestId('toast').getByRole('button', { name: 'Open it' }).click();
  await expect(name).toHaveValue('Too much');
  // It did, so the next time it opens by itself.
  await page.waitForFunction(() => localStorage.getItem('kiln.opening') === null);
  await page.reload();
  await expect(name).toHaveValue('Too much');
});

test('dates that no calendar has do not keep a project from opening', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await openTraining(page);
  const entries = unzipSync(readFileSync(fixture('of-0.1/project.zip')));
  const text = strFromU8(entries['project.json'] ?? new Uint8Array());
  const strange = text.replace(/"(createdAt|addedAt|publishedAt|importedAt)": ?\d+/g, '"$1": 1e300');
  expect(strange).not.toBe(text);
  await openProject(page, { ...entries, 'project.json': strToU8(strange) });
  await expect(page.getByTestId('accuracy')).toContainText('right');
  await page.reload();
  await expect(page.getByTestId('accuracy')).toContainText('right');
  expect(faults).toEqual([]);
});
