/** What goes wrong in somebody's first hour on the training page, and what the page makes of it. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { focused } from './support/collect.js';
import { fixture } from './support/studio.js';
import {
  chooseDevice,
  chooseModel,
  chooseModelFile,
  fillClass,
  fillTwoClasses,
  openClassMenu,
  openFindings,
  openProjectMenu,
  openTab,
  openTraining,
  photosOf,
  renameProject,
  set,
} from './support/training.js';
import { pasteFiles } from './support/transfer.js';

async function train(page: Page): Promise<void> {
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('right');
}

test('files that are refused are listed where one looks, by name, until the list is closed', async ({ page }) => {
  await openTraining(page);
  const files = [
    { name: 'README.md', mimeType: 'text/markdown', buffer: Buffer.from('# no picture') },
    { name: 'paper.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 no picture') },
    { name: 'owl.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture either') },
    { name: 'broken.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip') },
    { name: 'empty.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync({ 'notes.txt': strToU8('x') })) },
  ];
  await page.getByTestId('class-files').first().setInputFiles(files);
  const status = page.getByTestId('intake-status');
  await expect(status.getByRole('listitem')).toHaveText([
    '“broken.zip” is damaged or not a zip file.',
    '“empty.zip” contains no pictures.',
    '“README.md” is not a picture. Choose a photo instead.',
    '“paper.pdf” is a PDF file, not a picture. Save the picture in it as JPEG or PNG and add that.',
    '“owl.jpg” is not a picture, whatever its name says. Choose a photo instead.',
  ]);
  await expect(status.getByRole('group')).toBeFocused();
  await expect(status.getByRole('group')).toBeInViewport();
  // In the language of now.
  await page.locator('#language-switch').getByText('中文').click();
  await expect(status).toContainText('“paper.pdf”是 PDF 文件，不是图片。');
  await page.getByTestId('intake-close').click();
  await expect(status).toBeEmpty();
});

test('the same picture in two classes is kept in the one that is named', async ({ page }) => {
  await openTraining(page);
  await fillClass(page, 0, 'daisy', photosOf('daisy').slice(0, 2));
  await fillClass(page, 1, 'tulips', [photosOf('daisy')[0] ?? '', photosOf('tulips')[0] ?? '']);
  const finding = page.getByTestId('finding').filter({ hasText: 'The same picture is in both “daisy” and “tulips”' });
  await expect(finding).toHaveCount(1);
  await openFindings(page);
  await expect(finding.getByRole('button')).toHaveText([
    'Keep in “daisy”',
    'Keep in “tulips”',
    'Remove both',
    'Leave as it is',
  ]);
  await finding.getByRole('button', { name: 'Keep in “daisy”' }).click();
  await expect(page.getByTestId('class-count')).toHaveText(['2 pictures', '1 picture']);
  await expect(finding).toHaveCount(0);
});

test('many copies are dealt with at once', async ({ page }) => {
  await openTraining(page);
  await fillClass(page, 0, 'daisy', photosOf('daisy'));
  await page.getByTestId('class-files').first().setInputFiles(photosOf('daisy'));
  await expect(page.getByTestId('class-count').first()).toHaveText('10 pictures');
  const group = page.getByTestId('finding-group').filter({ hasText: 'The same picture' });
  await expect(group).toHaveCount(1);
  await openFindings(page);
  await expect(group).toContainText('The same picture several times (5)');
  await group.getByRole('button', { name: 'Keep one of each, remove 5' }).click();
  await expect(page.getByTestId('class-count').first()).toHaveText('5 pictures');
});

/** The photo in files of different sums: what follows a JPEG's end is not looked at. */
function likenessesOf(photo: string, from: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `${from + index}.jpg`,
    mimeType: 'image/jpeg',
    buffer: Buffer.concat([readFileSync(photo), Buffer.from(`${from + index}`)]),
  }));
}

test('pictures that merely look alike are looked at, and nothing offers to remove them', async ({ page }) => {
  await openTraining(page);
  const [photo = ''] = photosOf('daisy');
  for (const [position, name] of ['good', 'scratched'].entries()) {
    const card = page.getByTestId('class-card').nth(position);
    await card.getByTestId('class-name').fill(name);
    await card.getByTestId('class-name').press('Tab');
    await card.getByTestId('class-files').setInputFiles(likenessesOf(photo, 3 * position, 3));
    await expect(card.getByTestId('class-count')).toHaveText('3 pictures');
  }
  const across = page
    .getByTestId('finding')
    .filter({ hasText: 'Pictures in “good” and “scratched” look nearly the same' });
  await expect(across).toHaveCount(1);
  await openFindings(page);
  await expect(across.getByRole('button')).toHaveText(['Look at them', 'Leave as it is']);
  const within = page.getByTestId('finding').filter({ hasText: 'Nearly the same picture several times' });
  await expect(within).toHaveCount(2);
  await expect(page.getByTestId('findings').getByRole('button', { name: /Remove|Keep one|Keep in/ })).toHaveCount(0);

  // One class in turn after the other.
  await expect(across.getByRole('img').nth(1)).toHaveAttribute('alt', '3.jpg');
  await across.getByTestId('finding-look').click();
  const dialog = page.getByTestId('picture-dialog');
  const position = dialog.getByTestId('picture-position');
  await expect(position).toContainText('6');
  await expect(dialog.getByRole('heading')).toHaveText('0.jpg');
  await page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('heading')).toHaveText('3.jpg');
  await page.keyboard.press('Escape');
  await expect(across.getByTestId('finding-look')).toBeFocused();
});

test('a copy in another class is not removed where it is the last picture there', async ({ page }) => {
  await openTraining(page);
  await fillClass(page, 0, 'daisy', photosOf('daisy').slice(0, 2));
  await fillClass(page, 1, 'tulips', photosOf('daisy').slice(0, 1));
  const finding = page.getByTestId('finding').filter({ hasText: 'The same picture is in both “daisy” and “tulips”' });
  await expect(finding).toHaveCount(1);
  await openFindings(page);
  await expect(finding.getByRole('button')).toHaveText(['Keep in “tulips”', 'Leave as it is']);
});

test('two classes of one name cannot be trained, and the name is said', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  const second = page.getByTestId('class-name').nth(1);
  await second.fill('daisy');
  await second.press('Tab');
  await expect(page.getByTestId('plan')).toHaveText(
    'Two classes are called “daisy”. Rename one of them, or merge them.',
  );
  await expect(page.getByTestId('train-start')).toBeDisabled();
  await second.fill('tulips');
  await second.press('Tab');
  await expect(page.getByTestId('train-start')).toBeEnabled();
});

test('the keyboard goes to the name of a new class, and to the way back of a deleted one', async ({ page }) => {
  await openTraining(page);
  await page.getByTestId('class-add').click();
  await expect(page.getByTestId('class-name').nth(2)).toBeFocused();
  await page.keyboard.type('Roses');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('class-name').nth(2)).toHaveValue('Roses');
  await (await openClassMenu(page, 0)).getByRole('button', { name: 'Delete the class Class 1' }).click();
  await expect(focused(page)).toHaveText('Undo');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('class-name').first()).toBeFocused();
  await expect(page.getByTestId('class-name').first()).toHaveValue('Class 1');
});

test('which project is open and what it is called have names, in both languages', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openTraining(page);
  const labels = { English: ['Project', 'Name of the project'], 简体中文: ['项目', '项目名称'] };
  for (const [language, [project = '', name = '']] of Object.entries(labels)) {
    await page.getByRole('button', { name: language }).click();
    await expect(page.getByTestId('project')).toHaveAccessibleName(project);
    await openProjectMenu(page);
    const label = page.locator('label').getByText(name, { exact: true });
    await label.click();
    const field = page.getByTestId('project-name');
    await expect(field).toBeFocused();
    await expect(field).toHaveAccessibleName(name);
    const [above, below] = await Promise.all([label, field].map((part) => part.boundingBox()));
    expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
    await page.keyboard.press('Escape');
    await expect(field).toBeHidden();
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('a project is not deleted in passing, and the keyboard goes to the way back', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openTraining(page);
  const remove = page.getByTestId('project-delete');
  await expect(remove).toBeHidden();
  await renameProject(page, 'Flowers of May');
  await expect(page.getByTestId('project').locator('option')).toHaveText('Flowers of May');
  await expect(remove).toBeVisible();
  // Each of them on one line, and the page no wider than the screen.
  const lines = await page
    .getByTestId('project-more')
    .getByRole('button')
    .evaluateAll((buttons) =>
      buttons.map((button) => {
        const words = document.createRange();
        words.selectNodeContents(button);
        return words.getClientRects().length;
      }),
    );
  expect(lines).toEqual(Array(8).fill(1));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await remove.focus();
  await page.keyboard.press('Enter');
  await expect(focused(page)).toHaveText('Undo');
  await expect(remove).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('project-name')).toHaveValue('Flowers of May');
  // And the keys that undo everything else.
  await openProjectMenu(page);
  await remove.click();
  await expect(page.getByTestId('project-name')).not.toHaveValue('Flowers of May');
  await page.getByTestId('class-add').focus();
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('project-name')).toHaveValue('Flowers of May');
});

test('a pasted picture says where it went, and can be taken back', async ({ page }) => {
  await openTraining(page);
  await pasteFiles(page, photosOf('daisy').slice(0, 1));
  const toast = page.getByTestId('toast');
  await expect(toast).toContainText('1 picture added to “Class 1”.');
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('class-count').first()).toHaveText('0 pictures');
  // A phone has no keys for it: the menu has it as well, for as long as one likes.
  await pasteFiles(page, photosOf('daisy').slice(0, 1));
  await expect(page.getByTestId('class-count').first()).toHaveText('1 picture');
  await openProjectMenu(page);
  await page.getByTestId('menu-undo').click();
  await expect(page.getByTestId('class-count').first()).toHaveText('0 pictures');
});

test('a number beyond its limit becomes the limit, and the field says so', async ({ page }) => {
  await openTraining(page);
  await set(page, 'epochs', 1_000_000_000);
  const epochs = page.getByTestId('setting-epochs');
  const limit = await epochs.getAttribute('max');
  await expect(epochs).toHaveValue(limit ?? '');
  await expect(page.getByTestId('limit-epochs')).toHaveText(`At most ${limit}`);
  await expect(epochs).toHaveAttribute('aria-describedby', /limit-epochs/);
  await set(page, 'epochs', 0);
  await expect(epochs).toHaveValue('1');
  await expect(page.getByTestId('limit-epochs')).toHaveText('At least 1');
  await set(page, 'epochs', 30);
  await expect(page.getByTestId('limit-epochs')).toBeEmpty();
});

test('what is no picture is refused beside the answer that was there', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await train(page);
  await page.getByTestId('try-input').setInputFiles(photosOf('daisy')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('daisy');
  await page
    .getByTestId('try-input')
    .setInputFiles({ name: 'owl.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture either') });
  await expect(page.getByTestId('try-status')).toContainText('“owl.jpg” is not a picture');
  await expect(page.getByTestId('try-best')).toHaveText('daisy');
  await expect(page.getByTestId('toast')).toBeHidden();

  // A picture is no model either.
  await chooseModelFile(page, fixture('pictures/cat.jpg'));
  await expect(page.getByTestId('toast')).toContainText('“cat.jpg” is not a Kiln model.');

  // The report's name is not that of the published page.
  const download = page.waitForEvent('download');
  await page.getByTestId('report-download').click();
  expect((await download).suggestedFilename()).toMatch(/-1-report\.html$/);
});

test('what was chosen and found out is there after a reload, under the names of now', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await train(page);
  await openTab(page, 'scores');
  await openTab(page, 'mistakes');
  await page.getByTestId('folds-start').click();
  const folds = page.getByTestId('folds-accuracy');
  await expect(folds).toContainText('of 10 right');
  const said = await folds.textContent();
  await chooseModel(page, 'Small convolutional network');
  await set(page, 'epochs', 7);
  const name = page.getByTestId('class-name').first();
  await name.fill('Gänseblümchen');
  await name.press('Tab');
  await expect(page.getByTestId('scores')).toContainText('Gänseblümchen');
  await expect(folds).toHaveText(said ?? '');

  await page.reload();
  await expect(folds).toHaveText(said ?? '');
  await expect(page.getByTestId('sparkline')).toBeVisible();
  await openTab(page, 'curves');
  await expect(page.getByTestId('learning-curves').locator('canvas')).toHaveCount(2);
  await openTab(page, 'scores');
  await openTab(page, 'export');
  await expect(page.getByLabel('Small convolutional network')).toBeChecked();
  await expect(page.getByTestId('setting-epochs')).toHaveValue('7');
  await expect(page.getByTestId('scores')).toContainText('Gänseblümchen');
  await expect(page.getByTestId('scores')).not.toContainText('daisy');
  // Files are as they were made, and the page says so where they are saved and published.
  await expect(page.getByTestId('still-says')).toHaveCount(2);
  await expect(page.getByTestId('still-says').first()).toContainText('still say “daisy”');
  await page.getByTestId('try-input').setInputFiles(photosOf('daisy')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('Gänseblümchen');
});

test('a run that ends leaves the version that was chosen meanwhile', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await train(page);
  await train(page);
  await expect(page.getByTestId('version').locator('option')).toHaveCount(2);
  await chooseModel(page, 'Small convolutional network');
  await set(page, 'epochs', 500);
  await set(page, 'batchSize', 1);
  await chooseDevice(page, 'cpu');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('train-status')).toContainText('left');
  await page.getByTestId('version').selectOption({ index: 1 });
  await page.getByTestId('train-keep').click();
  const toast = page.getByTestId('toast');
  await expect(toast).toContainText('Version 3 is ready. You are still looking at version 1.');
  await expect(page.locator('#publish')).toContainText('version 1');
  await toast.getByRole('button', { name: 'Show it' }).click();
  await expect(page.locator('#publish')).toContainText('version 3');
});

test('an opened project shows the version that was chosen, from its file too, until a run brings another', async ({
  page,
}) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await train(page);
  await train(page);
  const version = page.getByTestId('version');
  await expect(version.locator('option')).toHaveCount(2);
  await version.selectOption({ index: 1 });
  await expect(page.locator('#publish')).toContainText('version 1');
  await page.reload();
  await expect(version.locator('option:checked')).toHaveText(/^Version 1 ·/);
  await expect(page.locator('#publish')).toContainText('version 1');

  const saving = page.waitForEvent('download');
  await openProjectMenu(page);
  await page.getByTestId('project-save').click();
  const buffer = readFileSync(await (await saving).path());
  await page.getByTestId('project-file').setInputFiles({ name: 'project.zip', mimeType: 'application/zip', buffer });
  await expect(page.getByTestId('project').locator('option')).toHaveCount(2);
  await expect(version.locator('option:checked')).toHaveText(/^Version 1 ·/);

  await page.getByTestId('train-start').click();
  await expect(version.locator('option')).toHaveCount(3);
  await expect(version.locator('option:checked')).toHaveText(/^Version 3 ·/);
  await page.reload();
  await expect(version.locator('option:checked')).toHaveText(/^Version 3 ·/);
});

test('a run that was cut off before its first epoch can be started again', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'epochs', 9);
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.getByTestId('train-start').click();
  // Looked at in every frame: reading ten pictures does not take long.
  await page.waitForFunction(() =>
    (document.querySelector('[data-testid=train-status]')?.textContent ?? '').startsWith('Looking at picture'),
  );
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  await expect(page.getByTestId('restart-text')).toContainText('interrupted before the first epoch');
  await page.getByTestId('restart').click();
  await expect(page.getByTestId('accuracy')).toContainText('right');
  await expect(page.getByTestId('restart-text')).toHaveCount(0);
  await expect(page.getByTestId('setting-epochs')).toHaveValue('9');
});

test('on a small phone long names wrap, and tables scroll instead of breaking words', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await openTraining(page);
  const long = `${'IMG_20261124_holiday_by_the_sea_'.repeat(5)}.jpg`;
  await fillClass(page, 0, 'Gänseblümchen', photosOf('daisy'));
  await page
    .getByTestId('class-files')
    .first()
    .setInputFiles({ name: long, mimeType: 'image/jpeg', buffer: readFileSync(photosOf('roses')[0] ?? '') });
  await fillClass(page, 1, 'Sonnenblumen', photosOf('sunflowers'));
  await page.getByRole('option', { name: long }).click();
  const dialog = page.getByTestId('picture-dialog');
  expect(await dialog.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
  await expect(dialog.getByRole('button', { name: `Remove ${long}` })).toHaveText('Remove');
  await page.getByTestId('picture-done').click();

  await train(page);
  await openTab(page, 'scores');
  const heads = page.getByTestId('scores').locator('thead th');
  await expect(heads).toHaveCount(5);
  for (const head of await heads.all()) {
    const lines = await head.evaluate((cell) => {
      const words = document.createRange();
      words.selectNodeContents(cell);
      return words.getClientRects().length;
    });
    expect(lines, (await head.textContent()) ?? '').toBe(1);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
