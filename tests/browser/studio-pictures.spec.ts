/** Pictures of a class: looked at in the dialog, reached by keys, selected by mouse, key and finger. */
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { counts, focused, row, tiles } from './support/collect.js';
import { fillClass, fillTwoClasses, openExample, openTraining, photosOf } from './support/training.js';

test('in the picture dialog arrows turn the pages; classes, test and removal have keys of their own', async ({
  page,
}) => {
  await openTraining(page);
  await fillTwoClasses(page);
  const names = await tiles(page, 0).evaluateAll((all) => all.map((tile) => tile.getAttribute('aria-label')));
  const dialog = page.getByTestId('picture-dialog');
  const heading = dialog.getByRole('heading');
  await tiles(page, 0).first().click();
  await expect(heading).toHaveText(names[0] ?? '');
  await page.keyboard.press('ArrowRight');
  await expect(heading).toHaveText(names[1] ?? '');
  await expect(page.getByTestId('picture-position')).toHaveText('2 of 5');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(heading).toHaveText(names[0] ?? '');
  // Wherever in the dialog the keyboard is.
  await dialog.getByRole('button', { name: '1 daisy' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(heading).toHaveText(names[1] ?? '');
  await expect(counts(page)).toHaveText(['5 pictures', '5 pictures']);
  await page.keyboard.press('t');
  await expect(dialog.getByRole('button', { name: 'Final test' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('2');
  await expect(counts(page)).toHaveText(['4 pictures', '6 pictures']);
  await page.keyboard.press('Delete');
  await expect(heading).toHaveText(names[2] ?? '');
  await expect(counts(page)).toHaveText(['4 pictures', '5 pictures']);
  await expect(dialog.getByText('← → previous and next')).toBeVisible();
  await page.getByTestId('picture-done').click();
  await expect(tiles(page, 0).and(focused(page))).toHaveAttribute('aria-label', names[2] ?? '');
  // Three changes, three steps back.
  for (const count of [6, 5, 5]) {
    await page.keyboard.press('Control+z');
    await expect(counts(page).nth(1)).toHaveText(`${count} pictures`);
  }
  await expect(counts(page).first()).toHaveText('5 pictures');
  await expect(page.locator('.is-test')).toHaveCount(0);
});

test('after the last picture of a class the focus is on the class, however it went', async ({ page }) => {
  await openTraining(page);
  for (const way of ['grid', 'dialog', 'button']) {
    await fillClass(page, 0, 'daisy', photosOf('daisy').slice(0, 1));
    await tiles(page, 0).first().focus();
    if (way !== 'grid') await page.keyboard.press('Enter');
    if (way === 'button')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Remove/ })
        .click();
    else await page.keyboard.press('Delete');
    await expect(counts(page).first()).toHaveText('0 pictures');
    await expect(row(page, 0)).toBeFocused();
  }
});

test('150 pictures are five stops of the tab key, and arrows lead through them', async ({ page }) => {
  await openTraining(page);
  await openExample(page, 'flowers');
  await expect(counts(page)).toHaveText(Array<string>(5).fill('30 pictures'));
  await page.getByTestId('findings').or(page.locator('.findings-none')).waitFor();
  await page.getByTestId('class-search').focus();
  let numStops = 0;
  let numPictures = 0;
  while (await page.evaluate(() => document.activeElement?.closest('#collect') !== null)) {
    numStops += 1;
    if (await page.evaluate(() => document.activeElement?.matches('[data-picture]'))) numPictures += 1;
    await page.keyboard.press('Tab');
  }
  console.log(`tab stops in Collect with 150 pictures: ${numStops}`);
  expect(numPictures).toBe(5);
  // A row has its name, menu, pictures, "more", camera and files.
  expect(numStops).toBeLessThan(5 * 6 + 15);

  await page.getByTestId('find-mislabelled').click();
  await expect(page.getByTestId('folds-start')).toBeInViewport();

  // All pictures are counted: what is not shown is told.
  const shown = await tiles(page, 0).count();
  await expect(row(page, 0).getByTestId('show-more')).toHaveText(`+${30 - shown}`);
  await row(page, 0).getByTestId('show-more').click();
  await expect(tiles(page, 0)).toHaveCount(30);
  await tiles(page, 0).first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(tiles(page, 0).nth(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await expect(tiles(page, 0).nth(1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(tiles(page, 0).last()).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(tiles(page, 0)).toHaveCount(29);
  await expect(tiles(page, 0).last()).toBeFocused();

  await expectAccessible(page, '#collect');
});

test('pictures are selected by keys, mouse and frame, and what is done with them is undone', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  const bar = page.getByTestId('selection-bar');
  await expect(bar).toHaveCount(0);
  await tiles(page, 0)
    .nth(1)
    .click({ modifiers: ['Control'] });
  await tiles(page, 0)
    .nth(3)
    .click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('3 selected');
  await tiles(page, 0)
    .nth(3)
    .click({ modifiers: ['Control'] });
  await expect(bar).toContainText('2 selected');
  await tiles(page, 0).first().focus();
  await page.keyboard.press('Control+a');
  await expect(bar).toContainText('5 selected');
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);

  // A frame from between the classes' ways in, over all that lies to its left.
  await tiles(page, 0).first().scrollIntoViewIfNeeded();
  const first = await tiles(page, 0).first().boundingBox();
  const last = await tiles(page, 0).nth(2).boundingBox();
  if (!first || !last) throw new Error('no pictures');
  await page.mouse.move(first.x - 3, first.y - 3);
  await page.mouse.down();
  await page.mouse.move(last.x + 5, last.y + 10, { steps: 5 });
  await expect(page.locator('.marquee')).toBeVisible();
  await page.mouse.up();
  await expect(page.locator('.marquee')).toHaveCount(0);
  await expect(bar).toContainText('3 selected');

  // Dragging one of them drags all.
  await tiles(page, 0).first().dragTo(row(page, 1).getByTestId('class-count'));
  await expect(counts(page)).toHaveText(['2 pictures', '8 pictures']);
  await page.keyboard.press('Control+z');
  await expect(counts(page)).toHaveText(['5 pictures', '5 pictures']);
  await expect(page.getByTestId('status-live').locator('p').last()).toHaveText(/^Undone: 3 pictures are now in/);
  await page.keyboard.press('Control+Shift+z');
  await expect(counts(page)).toHaveText(['2 pictures', '8 pictures']);
  await expect(page.getByTestId('status-live').locator('p').last()).toHaveText(/^Done again: 3 pictures are now in/);
  await page.keyboard.press('Control+z');
  await expect(counts(page)).toHaveText(['5 pictures', '5 pictures']);

  await tiles(page, 1).first().focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(bar).toContainText('3 selected');
  await page.getByTestId('selection-test').click();
  await expect(page.locator('.is-test')).toHaveCount(3);
  await page.getByTestId('selection-move').selectOption('daisy');
  await expect(counts(page)).toHaveText(['8 pictures', '2 pictures']);
  await expect(row(page, 0)).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.getByTestId('selection-remove').click();
  await expect(counts(page)).toHaveText(['0 pictures', '2 pictures']);
  for (const first of ['8 pictures', '5 pictures', '5 pictures']) {
    await page.keyboard.press('Control+z');
    await expect(counts(page).first()).toHaveText(first);
  }
  await expect(page.locator('.is-test')).toHaveCount(0);
  await page.keyboard.press('Control+y');
  await expect(page.locator('.is-test')).toHaveCount(3);
});

test('a finger that stays selects, and the next touch adds', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    ...(baseURL ? { baseURL } : {}),
    locale: 'en-GB',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await openTraining(page);
  await fillClass(page, 0, 'daisy', photosOf('daisy'));
  const box = await tiles(page, 0).first().boundingBox();
  const touch = await context.newCDPSession(page);
  const at = [{ x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 }];
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at });
  await expect(page.getByTestId('selection-bar')).toContainText('1 selected');
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await tiles(page, 0).nth(1).tap();
  await expect(page.getByTestId('selection-bar')).toContainText('2 selected');
  await expect(page.getByTestId('picture-dialog')).toHaveCount(0);
  const [camera, album] = await Promise.all(
    ['Camera', 'Album'].map((name) => row(page, 0).getByRole('button', { name }).boundingBox()),
  );
  expect(camera?.height).toBeGreaterThanOrEqual(48);
  expect(album?.height).toBe(camera?.height);
  expect(Math.round(album?.width ?? 0)).toBe(Math.round(camera?.width ?? 1));
  await context.close();
});
