/** Collecting: what is typed, dropped, recorded and selected goes where it was meant to, and comes back when asked. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { counts, focused, row, tiles } from './support/collect.js';
import { FLOWERS, newProject, openClassMenu, openTraining, photosOf } from './support/training.js';
import { dropFiles, hoverFiles, pasteFiles } from './support/transfer.js';

const PHOTOS = FLOWERS.flatMap((kind) => photosOf(kind)).map((file) => readFileSync(file));
/** A zip of `numPictures` different pictures, one after the other in `numClasses` folders. */
function zipOf(numClasses: number, numPictures: number) {
  const entries: Record<string, Uint8Array> = {};
  for (let number = 0; number < numPictures; number += 1) {
    // What follows the end of a JPEG makes it another file, and no other picture.
    const picture = Buffer.concat([PHOTOS[number % PHOTOS.length] ?? Buffer.alloc(0), Buffer.from(`${number}`)]);
    entries[`kind ${number % numClasses}/${number}.jpg`] = picture;
  }
  return { name: 'kinds.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(entries, { level: 0 })) };
}

test('after an import nothing that removes has the focus: Enter deletes no picture', async ({ page }) => {
  await openTraining(page);
  const upload = row(page, 0).getByRole('button', { name: 'Upload' });
  await upload.focus();
  await row(page, 0).getByTestId('class-files').setInputFiles(photosOf('daisy'));
  await expect(counts(page).first()).toHaveText('5 pictures');
  await expect(upload).toBeFocused();
  // On a picture, while others arrive in front of it.
  await tiles(page, 0).first().focus();
  const name = await focused(page).getAttribute('aria-label');
  await row(page, 0).getByTestId('class-files').setInputFiles(photosOf('roses'));
  await expect(counts(page).first()).toHaveText('10 pictures');
  await expect(focused(page)).toHaveAttribute('aria-label', name ?? '');
  await expect(tiles(page, 0).first()).not.toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('picture-dialog').getByRole('heading')).toHaveText(name ?? '');
  await page.keyboard.press('Escape');
  await expect(counts(page).first()).toHaveText('10 pictures');
});

test('a name and Enter and a drop: the pictures are there, and the next click counts', async ({ page }) => {
  await openTraining(page);
  const name = row(page, 0).getByTestId('class-name');
  await name.fill('daisy');
  await name.press('Enter');
  await dropFiles(row(page, 0), photosOf('daisy'));
  await expect(counts(page).first()).toHaveText('5 pictures');
  await expect(name).toBeFocused();
  await page.getByTestId('class-add').click();
  await expect(page.getByTestId('class-card')).toHaveCount(3);
});

test('names that are typed while pictures arrive are kept, letter by letter', async ({ page }) => {
  await openTraining(page);
  const names = page.getByTestId('class-name');
  await row(page, 0)
    .getByTestId('class-files')
    .setInputFiles(FLOWERS.flatMap((kind) => photosOf(kind)));
  await names.nth(0).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('every flower', { delay: 40 });
  await page.keyboard.press('Enter');
  await names.nth(1).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('nothing yet', { delay: 40 });
  await expect(counts(page).first()).toHaveText('25 pictures');
  await expect(names.nth(1)).toBeFocused();
  await expect(names.nth(1)).toHaveValue('nothing yet');
  await page.getByTestId('class-add').click();
  await expect(page.getByTestId('class-card')).toHaveCount(3);
  await page.reload();
  await expect(names.nth(0)).toHaveValue('every flower');
  await expect(names.nth(1)).toHaveValue('nothing yet');
});

test('a drop says where it goes before it is let go: into a class, or as new ones', async ({ page }) => {
  await openTraining(page);
  const into = page.locator('[data-drop]:not(:has([data-drop]))');
  await hoverFiles(row(page, 1), photosOf('daisy'));
  await expect(into).toHaveAttribute('data-drop', 'Into “Class 2”');
  await dropFiles(row(page, 1), photosOf('daisy'));
  await expect(counts(page)).toHaveText(['0 pictures', '5 pictures']);
  // Neither the class says it any more, nor the room around it.
  await expect(page.locator('[data-drop]')).toHaveCount(0);
  await hoverFiles(page.getByTestId('class-add'), photosOf('roses').slice(0, 1));
  await expect(into).toHaveAttribute('data-drop', 'As new classes: one for each folder');
  // Beside the room nothing becomes a class.
  await dropFiles(page.locator('#try'), photosOf('roses'));
  await dropFiles(page.locator('#publish'), photosOf('roses'));
  await expect(page.getByTestId('intake-status')).toBeEmpty();
  await expect(counts(page)).toHaveText(['0 pictures', '5 pictures']);
});

test('a paste goes to the class that says so', async ({ page }) => {
  await openTraining(page);
  const paste = () => pasteFiles(page, photosOf('daisy').slice(0, 1));
  await expect(row(page, 0).locator('kbd')).toHaveText('Ctrl+V');
  await row(page, 1).locator('.drop-hint').click();
  await expect(row(page, 1).locator('kbd')).toHaveText('Ctrl+V');
  await expect(row(page, 0).locator('kbd')).toHaveCount(0);
  await paste();
  await expect(counts(page)).toHaveText(['0 pictures', '1 picture']);
  // Over the panel that answers, it is that panel's.
  await page.locator('#try h2').hover();
  await paste();
  await page.getByTestId('class-add').hover();
  await paste();
  await expect(counts(page)).toHaveText(['0 pictures', '2 pictures']);
});

test('names, colours, places and use of a class change, and change back', async ({ page }) => {
  await openTraining(page);
  const names = page.getByTestId('class-name');
  await names.first().fill('daisy');
  await names.first().press('Enter');
  let menu = await openClassMenu(page, 0);
  await menu.getByRole('radio', { name: 'Colour 4' }).check();
  await menu.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await expect(row(page, 0)).toHaveAttribute('data-colour', '3');
  await expect(row(page, 0)).toContainText('Not used for training');
  // However low the window, the menu is all within it.
  await page.setViewportSize({ width: 1280, height: 420 });
  menu = await openClassMenu(page, 1);
  await expect(menu).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.getByTestId('class-add').click();
  await names.nth(2).fill('x'.repeat(600));
  await names.nth(2).press('Enter');
  await expect(names.nth(2)).toHaveValue('x'.repeat(500));
  menu = await openClassMenu(page, 2);
  await menu.getByRole('button', { name: 'Move to the top' }).click();
  await expect(names.nth(1)).toHaveValue('daisy');
  await row(page, 0).focus();
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('Control+z');
  await expect(names).toHaveCount(2);
  await expect(names.first()).toHaveValue('Class 1');
  await expect(row(page, 0)).toHaveAttribute('data-colour', '0');
  await expect(row(page, 0)).not.toContainText('Not used for training');
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('Control+Shift+z');
  await expect(names.nth(1)).toHaveValue('daisy');
  await expect(row(page, 1)).toHaveAttribute('data-colour', '3');
});

/** Counts what adding pictures makes the page do, where a clock would count what else the machine does. */
async function workOf(page: Page, numClasses: number, numPictures: number) {
  await openTraining(page);
  await page.evaluate(() => {
    const work = { drawn: 0, projectsWritten: 0, listsRead: 0 };
    const rows = document.querySelector('.class-rows');
    if (!rows) throw new Error('no rows');
    const options = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver((mutations) => (work.drawn += mutations.length)).observe(rows, options);
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...values) {
      if (this.name === 'projects') work.projectsWritten += 1;
      return put.apply(this, values);
    };
    const { getAll } = IDBIndex.prototype;
    IDBIndex.prototype.getAll = function (...values) {
      if (this.objectStore.name === 'pictures') work.listsRead += 1;
      return getAll.apply(this, values);
    };
    Object.assign(window, { work });
  });
  await page.getByTestId('zip-input').setInputFiles(zipOf(numClasses, numPictures));
  await expect(page.getByTestId('class-card')).toHaveCount(numClasses);
  await expect(page.getByTestId('toast')).toContainText(`${numPictures} pictures added`, { timeout: 120_000 });
  await expect(page.getByTestId('intake-status')).toBeEmpty();
  return page.evaluate(() => (window as unknown as { work: Record<string, number> }).work);
}

test('adding many classes costs what their pictures cost', async ({ page }) => {
  const few = await workOf(page, 2, 150);
  await newProject(page);
  const many = await workOf(page, 150, 150);
  console.log(`2 classes: ${JSON.stringify(few)}; 150 classes: ${JSON.stringify(many)}`);
  // However many classes come, the project is written once for all of them and its pictures are read once.
  expect(many.projectsWritten).toBeLessThanOrEqual(2);
  expect(many.listsRead).toBeLessThanOrEqual(2);
  // A row is a few nodes, drawn once; drawn anew for each class, 150 rows would be 22,500.
  expect(many.drawn).toBeLessThan((few.drawn ?? 0) + 150 * 12);
});

test('classes come with their folders, go with Undo, and none is made of what is refused', async ({ page }) => {
  await openTraining(page);
  await page.getByTestId('zip-input').setInputFiles(zipOf(3, 6));
  await expect(counts(page)).toHaveText(Array<string>(3).fill('2 pictures'));
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(counts(page)).toHaveText(['0 pictures', '0 pictures']);
  await expect(page.getByTestId('class-name').first()).toHaveValue('Class 1');
  await page.keyboard.press('Control+y');
  await expect(counts(page)).toHaveText(Array<string>(3).fill('2 pictures'));
  await expect(page.getByTestId('class-name').first()).toHaveValue('kind 0');
});

test('a class that is added while a zip is being read is not filled by it', async ({ page }) => {
  await openTraining(page);
  await page.getByTestId('zip-input').setInputFiles(zipOf(4, 8));
  await page.getByTestId('class-add').click();
  await expect(counts(page)).toHaveCount(5);
  await expect(counts(page).filter({ hasText: '2 pictures' })).toHaveCount(4);
  await expect(counts(page).filter({ hasText: '0 pictures' })).toHaveCount(1);
});

test('a class that is deleted while a zip comes in takes nothing of the others along', async ({ page }) => {
  await openTraining(page);
  await page.getByTestId('zip-input').setInputFiles(zipOf(3, 120));
  await expect(counts(page)).toHaveCount(3);
  const menu = await openClassMenu(page, 1);
  await menu.getByRole('button', { name: /^Delete/ }).click();
  await expect(counts(page)).toHaveText(['40 pictures', '40 pictures'], { timeout: 60_000 });
  await expect(page.getByTestId('intake-status').locator('.intake-progress')).toHaveCount(0);
  await expect(counts(page)).toHaveText(['40 pictures', '40 pictures']);
});

test('while many files are being looked at, it is said, and can be stopped', async ({ page }) => {
  await openTraining(page);
  await page.evaluate(() => {
    const said: string[] = [];
    const status = document.querySelector('[data-testid=intake-status]');
    if (!status) throw new Error('no status');
    new MutationObserver(() => said.push(status.textContent)).observe(status, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    Object.assign(window, { said });
  });
  const files = Array.from({ length: 150 }, (_, number) => ({
    name: `${number}.jpg`,
    mimeType: 'image/jpeg',
    buffer: PHOTOS[0] ?? Buffer.alloc(0),
  }));
  await row(page, 0).getByTestId('class-files').setInputFiles(files);
  await page.getByTestId('intake-status').getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('.intake-progress')).toHaveCount(0);
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  expect(said.some((text) => /^Looking at file (64|128|150) of 150/.test(text))).toBe(true);
});

test('among many pictures one is found by its name', async ({ page }) => {
  await openTraining(page);
  await page.getByTestId('zip-input').setInputFiles(zipOf(3, 75));
  await expect(counts(page)).toHaveText(Array<string>(3).fill('25 pictures'));
  await page.getByTestId('class-search').fill('42.jpg');
  await expect(page.getByTestId('class-card')).toHaveCount(1);
  await expect(page.getByTestId('picture-open')).toHaveCount(1);
  await page.getByTestId('class-search').fill('kind 1');
  await expect(page.getByTestId('class-name')).toHaveValue('kind 1');
  await expect(counts(page)).toHaveText('25 pictures');
  await page.getByTestId('class-search').fill('');
  await expect(page.getByTestId('class-card')).toHaveCount(3);
});

test('what is said of an import ends with it, and names what was refused', async ({ page }) => {
  await openTraining(page);
  const broken = { name: 'owl.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') };
  const good = { name: 'good.jpg', mimeType: 'image/jpeg', buffer: PHOTOS[0] ?? Buffer.alloc(0) };
  await row(page, 0).getByTestId('class-files').setInputFiles([good, broken]);
  await expect(page.getByTestId('status-live')).toContainText('1 file could not be used. “owl.jpg” is not a picture');
  await expect(page.locator('.intake-progress')).toHaveCount(0);
  for (const said of await page.getByTestId('status-live').locator('p').allTextContents())
    expect(said).not.toMatch(/[:：]$/);
});
