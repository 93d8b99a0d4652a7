/** More like this: from any picture of a project to those that are most like it. */
import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { counts, focused, tiles } from './support/collect.js';
import {
  fillClass,
  fillTwoClasses,
  openExample,
  openTraining,
  photosOf,
  trainWithMistakes,
} from './support/training.js';

/** The photo in files of different sums: what follows a JPEG's end is not looked at. */
function likenessOf(photo: string, name: string) {
  const buffer = Buffer.concat([readFileSync(photo), Buffer.from(name)]);
  return { name, mimeType: 'image/jpeg', buffer };
}

/** In per cent, as they stand there. */
async function similarities(dialog: Locator): Promise<number[]> {
  const said = await dialog.getByTestId('similar-picture').getByText(' alike').allTextContents();
  return said.map((text) => Number(/([\d.]+)%/.exec(text)?.[1] ?? NaN));
}

async function openFirst(page: Page): Promise<Locator> {
  await tiles(page, 0).first().click();
  const dialog = page.getByTestId('picture-dialog');
  await expect(dialog).toBeVisible();
  return dialog;
}

test('the pictures most like one come first, copies count as one, and the keyboard leads to them', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  const [photo = ''] = photosOf('daisy');
  const copies = ['copy 1.jpg', 'copy 2.jpg', 'copy 3.jpg'].map((name) => likenessOf(photo, name));
  await page.getByTestId('class-files').nth(1).setInputFiles(copies);
  await expect(counts(page)).toHaveText(['5 pictures', '8 pictures']);
  await page.getByRole('option', { name: photo.split('/').at(-1) ?? '' }).click();
  const dialog = page.getByTestId('picture-dialog');
  const heading = dialog.getByRole('heading');
  const name = (await heading.textContent()) ?? '';

  await dialog.getByTestId('similar-start').focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByTestId('similar-said')).toHaveText(
    '10 pictures, the most alike first. Choose one to open it.',
  );
  const items = dialog.getByTestId('similar-picture');
  await expect(items).toHaveCount(10);
  // Three copies are one of the ten, and in which class they are is said.
  await expect(items.first()).toContainText('tulips');
  await expect(items.first()).toContainText('100% alike');
  await expect(items.first()).toContainText('and 2 nearly the same');
  await expect(dialog.getByText('nearly the same')).toHaveCount(1);
  const shares = await similarities(dialog);
  expect(shares).toHaveLength(10);
  expect(shares.toSorted((a, b) => b - a)).toEqual(shares);
  expect(shares[1]).toBeLessThan(95);
  await expectAccessible(page, '.picture-dialog');

  // The keyboard is at the first, and goes on from there.
  const first = items.first().getByRole('button');
  await expect(first).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText(/^copy \d\.jpg$/);
  await expect(page.getByTestId('picture-position')).toHaveText('2 of 11');
  await page.keyboard.press('ArrowLeft');
  await expect(heading).toHaveText(name);
  await page.keyboard.press('Escape');
  await expect(tiles(page, 0).and(focused(page))).toHaveAttribute('aria-label', name);
});

test('pictures that were never looked at are looked at first, which can be stopped', async ({ page }) => {
  await openTraining(page);
  await openExample(page, 'flowers');
  await expect(counts(page)).toHaveText(Array<string>(5).fill('30 pictures'));
  const dialog = await openFirst(page);
  await dialog.getByTestId('similar-start').click();
  const progress = dialog.getByTestId('similar-progress');
  await expect(progress).toContainText('150 pictures have not been looked at yet. This takes a while the first time:');
  await progress.getByRole('button').click();
  await expect(progress).toHaveCount(0);
  await expect(dialog.getByTestId('similar-start')).toBeVisible();
  await expect(page.getByTestId('toast')).toContainText('Stopped. What was looked at is remembered.');

  await dialog.getByTestId('similar-start').click();
  // What was looked at before is not looked at again.
  await expect(progress).toContainText(/^\d+ pictures have not been looked at yet/);
  await expect(progress).not.toContainText('150 pictures have not');
  await expect(dialog.getByTestId('similar-picture')).toHaveCount(12);
  // Chance would have a fifth of them in the class of the picture.
  const own = await dialog.getByTestId('picture-class').locator('[aria-pressed="true"]').textContent();
  const kind = (own ?? '').replace(/^\d+\s*/, '');
  const numOwn = await dialog.getByTestId('similar-picture').filter({ hasText: kind }).count();
  expect(numOwn).toBeGreaterThanOrEqual(5);

  await page.keyboard.press('ArrowRight');
  await dialog.getByTestId('similar-start').click();
  await expect(dialog.getByTestId('similar-picture')).toHaveCount(12);
});

test('a mistake leads to the pictures like it, and back', async ({ page }) => {
  await trainWithMistakes(page);
  const mistake = page.getByTestId('mistake').first();
  const more = mistake.getByTestId('mistake-similar');
  await more.click();
  const dialog = page.getByTestId('picture-dialog');
  await expect(dialog.getByTestId('similar-picture')).toHaveCount(9);
  await expect(more).toHaveAccessibleName(`More like this: ${await dialog.getByRole('heading').textContent()}`);
  await page.keyboard.press('Escape');
  await expect(more).toBeFocused();
});

test('a picture that is alone has none like it, and that is said', async ({ page }) => {
  await openTraining(page);
  await fillClass(page, 0, 'daisy', photosOf('daisy').slice(0, 1));
  const dialog = await openFirst(page);
  await dialog.getByTestId('similar-start').click();
  await expect(dialog.getByTestId('similar-said')).toHaveText('There is no other picture in this project.');
});
