/** Collect, train, evaluate, try: the journey of somebody with pictures of their own. */
import { expect, test } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { expectAccessible } from './support/accessibility.js';
import { fixture } from './support/studio.js';
import {
  FLOWERS,
  chooseDevice,
  chooseModel,
  fillClass,
  fillTwoClasses,
  openClassMenu,
  openFindings,
  openTab,
  openTraining,
  renameProject,
  photosOf,
  saveModel,
  set,
} from './support/training.js';

test('pictures become a model that is judged, tried, saved and kept', async ({ page }) => {
  await openTraining(page);
  await expect(page.getByTestId('train-start')).toBeDisabled();
  await expect(page.getByTestId('plan')).toHaveText('Add some pictures to each class first.');
  await fillTwoClasses(page);
  await set(page, 'validationShare', 0.4);

  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('of 4 right');
  await openTab(page, 'scores');
  await expect(page.getByTestId('scores').getByRole('row')).toHaveCount(4);
  await openTab(page, 'matrix');
  const cells = page.getByTestId('confusion').getByRole('button');
  await cells.first().click();
  await expect(page.getByTestId('confusion-pictures').locator('img').first()).toBeVisible();

  await page.getByTestId('try-input').setInputFiles(photosOf('daisy')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('daisy');

  const model = await saveModel(page);
  const header = JSON.parse(model.subarray(8, 8 + Number(model.readBigUInt64LE(0))).toString()) as {
    __metadata__: Record<string, string>;
  };
  const modelCard = JSON.parse(header.__metadata__['kiln.card'] ?? '') as Record<string, unknown>;
  expect(modelCard).toMatchObject({
    architecture: 'transfer',
    labels: { und: ['daisy', 'tulips'] },
    backbone: { id: 'efficientnet-lite0-imagenet1k' },
    metrics: { count: 4 },
  });

  await page.reload();
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '5 pictures']);
  await expect(page.getByTestId('accuracy')).toContainText('of 4 right');
  await page.getByTestId('try-input').setInputFiles(photosOf('tulips')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('tulips');

  await expectAccessible(page);

  // A window that is made narrow: the curves follow.
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('a run whose tab was closed goes on and ends as the uninterrupted one', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await chooseModel(page, 'Small convolutional network');
  await set(page, 'epochs', 60);
  await set(page, 'batchSize', 2);
  await chooseDevice(page, 'cpu');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toBeVisible();
  const uninterrupted = await saveModel(page);

  await page.getByTestId('train-start').click();
  // Looked at in every frame: the whole run takes two seconds, and must be cut off within them.
  await page.waitForFunction(() =>
    /Epoch ([2-9]|[1-4]\d) of 60/.test(document.querySelector('[data-testid=train-status]')?.textContent ?? ''),
  );
  await page.reload();
  await expect(page.getByTestId('resume-text')).toContainText('of 60');
  await page.getByTestId('resume').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(2);
  const resumed = await saveModel(page);
  expect(weightsOf(resumed).equals(weightsOf(uninterrupted))).toBe(true);
  await expect(page.getByTestId('resume-text')).toHaveCount(0);
});

/** Everything behind the header: to the bit. */
function weightsOf(model: Buffer): Buffer {
  return model.subarray(8 + Number(model.readBigUInt64LE(0)));
}

test('a run pauses, continues, is kept half-way or cancelled', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  // The slower network: the run must last until it has been stopped.
  await chooseModel(page, 'Small convolutional network');
  await set(page, 'epochs', 500);
  await set(page, 'batchSize', 1);
  await chooseDevice(page, 'cpu');
  await page.getByTestId('train-start').click();
  const status = page.getByTestId('train-status');
  await expect(status).toContainText('left');
  await page.getByTestId('train-pause').click();
  await expect(status).toContainText('Paused');
  // Steps that were under way still report once; from then on nothing moves. A run that goes on
  // finishes several epochs in half a second, so it could not pass.
  await expect(async () => {
    const paused = await status.textContent();
    await page.waitForTimeout(500);
    expect(await status.textContent()).toBe(paused);
  }).toPass({ timeout: 10_000 });
  await page.getByTestId('train-pause').click();
  await expect(status).toContainText('left');
  await page.getByTestId('train-keep').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(1);

  await page.getByTestId('train-start').click();
  await expect(status).toContainText('left');
  await page.getByTestId('train-discard').click();
  await expect(page.getByTestId('toast')).toContainText('All your pictures are still here');
  await expect(page.getByTestId('version').locator('option')).toHaveCount(1);
});

test('a loss that explodes ends the run with advice', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'hiddenUnits', 16);
  await set(page, 'epochs', 5);
  await page.getByTestId('train-start').click();
  const versions = page.getByTestId('version').locator('option');
  await expect(versions).toHaveCount(1);
  // No setting that the page allows takes a network over features beyond the largest float, so what is kept of
  // the pictures is put close to it.
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('kiln');
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('features', 'readwrite');
          transaction.objectStore('features').openCursor().onsuccess = ({ target }) => {
            const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
            if (!cursor) return;
            cursor.update((cursor.value as Float32Array).fill(3e38));
            cursor.continue();
          };
          transaction.oncomplete = () => (opening.result.close(), resolve());
          transaction.onabort = () => reject(transaction.error ?? new Error('nothing was written'));
        };
      }),
  );
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('toast')).toContainText(
    'Training went out of control: the loss became NaN. Lower the learning rate and train again.',
  );
  // The version from before is what there is, and another try is open.
  await expect(versions).toHaveCount(1);
  await expect(page.getByTestId('train-start')).toBeEnabled();
});

test('a zip with folders makes classes, and bad files are named', async ({ page }, info) => {
  await openTraining(page);
  const zip = info.outputPath('flowers.zip');
  const entries: Record<string, Uint8Array> = { '__MACOSX/daisy/x.jpg': strToU8('no picture') };
  for (const kind of FLOWERS) {
    photosOf(kind).forEach((file, index) => {
      entries[`flowers/${kind}/${index}.jpg`] = readFileSync(file);
    });
  }
  entries['flowers/roses/broken.jpg'] = strToU8('this is no picture');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(zip, zipSync(entries));
  await page.getByTestId('zip-input').setInputFiles(zip);
  await expect(page.getByTestId('class-count')).toHaveText(Array(5).fill('5 pictures'));
  const names = page.getByTestId('class-name');
  for (const [index, kind] of FLOWERS.entries()) await expect(names.nth(index)).toHaveValue(kind);
  await expect(page.getByTestId('intake-status')).toContainText('1 file could not be used');
  await expect(page.getByTestId('intake-status')).toContainText('broken.jpg');

  const climbing = info.outputPath('climbing.zip');
  writeFileSync(climbing, zipSync({ '../../evil.jpg': strToU8('x') }));
  await page.getByTestId('zip-input').setInputFiles(climbing);
  await expect(page.getByTestId('intake-status')).toContainText('“climbing.zip” contains no pictures.');
  const bomb = info.outputPath('bomb.zip');
  writeFileSync(bomb, zipSync({ 'class/bomb.jpg': new Uint8Array(50_000_000) }));
  await page.getByTestId('zip-input').setInputFiles(bomb);
  // Fifty megabytes of nothing are no danger, and no picture.
  await expect(page.getByTestId('intake-status')).toContainText('“bomb.jpg” is not a picture, whatever its name says');
  await page.getByTestId('zip-input').setInputFiles(fixture('pictures/cat.jpg'));
  await expect(page.getByTestId('class-count')).toHaveText([...Array<string>(5).fill('5 pictures'), '1 picture']);
});

test('what is removed comes back, and duplicates are pointed out', async ({ page }) => {
  await openTraining(page);
  const daisies = photosOf('daisy');
  await fillClass(page, 0, 'daisy', daisies);
  await fillClass(page, 1, 'also daisies', daisies.slice(0, 1));
  const sameTwice = page
    .getByTestId('finding')
    .filter({ hasText: 'The same picture is in both “daisy” and “also daisies”' });
  await expect(sameTwice).toHaveCount(1);
  await openFindings(page);
  // What a person has answered is not asked again.
  await sameTwice.getByRole('button', { name: 'Leave as it is' }).click();
  await expect(sameTwice).toHaveCount(0);
  await page.reload();
  await openFindings(page);
  await expect(page.getByTestId('finding').first()).toBeVisible();
  await expect(sameTwice).toHaveCount(0);
  const first = page.getByTestId('class-card').first();
  await first.getByTestId('picture-open').first().focus();
  await page.keyboard.press('Delete');
  await expect(first.getByTestId('class-count')).toHaveText('4 pictures');
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(first.getByTestId('class-count')).toHaveText('5 pictures');
  await (await openClassMenu(page, 0)).getByRole('button', { name: 'Delete the class daisy' }).click();
  await expect(page.getByTestId('class-card')).toHaveCount(1);
  // A class that came in between stays, and the deleted one returns to its place.
  await page.getByTestId('class-add').click();
  const added = page.getByTestId('class-name').nth(1);
  await added.fill('roses');
  await added.press('Enter');
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '1 picture', '0 pictures']);
  for (const [index, name] of ['daisy', 'also daisies', 'roses'].entries()) {
    await expect(page.getByTestId('class-name').nth(index)).toHaveValue(name);
  }
});

test('a picture is looked at and moved with the keyboard alone', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await page.getByTestId('picture-open').first().focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByTestId('picture-dialog');
  const width = () => dialog.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width).toBe(224);
  await expectAccessible(page, 'dialog');
  await page.keyboard.press('2');
  await expect(page.getByTestId('class-count')).toHaveText(['4 pictures', '6 pictures']);
  await expect(page.getByTestId('picture-class').locator('[aria-pressed=true]')).toHaveText('2 tulips');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(
    page.getByTestId('class-card').nth(1).getByTestId('picture-open').and(page.locator(':focus')),
  ).toHaveCount(1);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '5 pictures']);

  // The same with the mouse.
  const second = page.getByTestId('class-card').nth(1);
  await page.getByTestId('picture-open').first().dragTo(second.getByTestId('class-name'));
  await expect(page.getByTestId('class-count')).toHaveText(['4 pictures', '6 pictures']);
});

test('the page speaks Chinese and fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await openTraining(page);
  await renameProject(page, 'Everything that grows in the garden behind the house, summer by summer'.padEnd(80, '!'));
  // The menu lies over the languages here.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '简体中文' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('用你自己的图片教它');
  await expect(page.getByTestId('train-start')).toHaveText('训练');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(320);
});
