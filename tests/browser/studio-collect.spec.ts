/** Collecting: what is typed, dropped, recorded and selected goes where it was meant to, and comes back when asked. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page, type PlaywrightWorkerArgs } from '@playwright/test';
import { zipSync } from 'fflate';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/lib/chromium.mjs';
import {
  FLOWERS,
  fillClass,
  fillTwoClasses,
  newProject,
  openClassMenu,
  openExample,
  openTraining,
  photosOf,
} from './support/training.js';

const PHOTOS = FLOWERS.flatMap((kind) => photosOf(kind)).map((file) => readFileSync(file));
const focused = (page: Page) => page.locator(':focus');
const counts = (page: Page) => page.getByTestId('class-count');
const row = (page: Page, position: number) => page.getByTestId('class-card').nth(position);
const tiles = (page: Page, position: number) => row(page, position).getByTestId('picture-open');

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

/** Drags pictures in from the desktop, and lets them go where `leave` does not say otherwise. */
async function dropFiles(target: Locator, files: string[], leave = false): Promise<void> {
  const bytes = files.map((file) => ({ name: file.split('/').at(-1) ?? '', base64: readFileSync(file, 'base64') }));
  await target.evaluate(
    (element, { bytes, leave }) => {
      const dataTransfer = new DataTransfer();
      for (const { name, base64 } of bytes) {
        const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        dataTransfer.items.add(new File([content], name, { type: 'image/jpeg' }));
      }
      for (const type of leave ? ['dragenter', 'dragover'] : ['dragenter', 'dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    { bytes, leave },
  );
}

/** The filmstrip shows the newest dozen: how many a slow machine takes between two keys cannot be known. */
const inStrip = (numTaken: number): number => Math.min(numTaken, 12);

/** Waits until all that was recorded has come in; gives their number. */
async function settled(page: Page): Promise<number> {
  const numTaken = async () => Number.parseInt((await page.getByTestId('capture-status').textContent()) ?? '', 10);
  await expect(async () => {
    const before = await numTaken();
    await page.waitForTimeout(400);
    expect(await numTaken()).toBe(before);
    await expect(page.getByTestId('filmstrip').getByRole('listitem')).toHaveCount(inStrip(before), { timeout: 1 });
  }).toPass();
  return numTaken();
}

async function withCamera(
  { playwright, baseURL }: { playwright: PlaywrightWorkerArgs['playwright']; baseURL: string | undefined },
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('no Chromium');
  const args = [...CHROMIUM_ARGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  const browser = await playwright.chromium.launch({ executablePath, args });
  try {
    await work(await browser.newPage({ ...(baseURL ? { baseURL } : {}), locale: 'en-GB' }));
  } finally {
    await browser.close();
  }
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

test('a burst ends on the button that recorded, and a class of one burst asks for a second', async ({
  playwright,
  baseURL,
}) => {
  await withCamera({ playwright, baseURL }, async (page) => {
    await openTraining(page);
    await row(page, 0).getByTestId('class-camera').click();
    const shoot = page.getByTestId('capture-shoot');
    await expect(shoot).toBeEnabled();
    // The view is the square that the network sees; beside it the other classes stay in sight.
    const view = await page.locator('.recorder-view').boundingBox();
    expect(Math.round(view?.width ?? 0)).toBe(Math.round(view?.height ?? 1));
    await shoot.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('capture-status')).toContainText('4 pictures taken');
    await page.keyboard.press('Enter');
    const strip = page.getByTestId('filmstrip').getByRole('button');
    await expect(shoot).toBeFocused();
    const taken = await settled(page);
    await expect(row(page, 1)).toBeInViewport();
    // The burst is one step back; what was taken out of it before stays out of it.
    await strip.first().click();
    await expect(strip).toHaveCount(inStrip(taken - 1));
    await expect(focused(page)).toHaveAttribute('aria-label', /^Remove camera/);
    await page.getByTestId('capture-done').click();
    await expect(row(page, 0)).toBeFocused();
    const note = page.getByTestId('burst-note');
    await expect(note).toContainText(`All ${taken - 1} come from one recording.`);
    await note.getByRole('button').click();
    await expect(page.getByTestId('recorder')).toBeVisible();
    // A button that waits for the camera takes no focus.
    await expect(shoot).toBeEnabled();
    await shoot.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect(counts(page).first()).not.toHaveText(`${taken - 1} pictures`);
    await expect(shoot).toHaveAttribute('aria-pressed', 'false');
    await settled(page);
    await page.getByTestId('capture-done').click();
    await expect(note).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(counts(page).first()).toHaveText(`${taken - 1} pictures`);
  });
});

test('on a phone the camera fills the screen, and its chips change the class', async ({ playwright, baseURL }) => {
  await withCamera({ playwright, baseURL }, async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await openTraining(page);
    await row(page, 0).getByTestId('class-camera').click();
    const screen = page.getByRole('dialog');
    expect(await screen.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    await expect(page.getByTestId('capture-shoot')).toBeInViewport({ ratio: 1 });
    const shoot = async () => {
      await expect(page.getByTestId('capture-shoot')).toBeEnabled();
      await page.getByTestId('capture-shoot').press('Enter');
      await page.getByTestId('capture-shoot').press('Enter');
    };
    await shoot();
    await expect(counts(page).first()).not.toHaveText('0 pictures');
    await screen.getByRole('button', { name: 'Class 2' }).click();
    await shoot();
    await expect(counts(page).nth(1)).not.toHaveText('0 pictures');
    await page.getByTestId('capture-done').click();
    await expect(screen).toHaveCount(0);
    await expect(row(page, 1)).toBeFocused();
  });
});

test('a camera that is refused can be asked for again', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await openTraining(page);
  await row(page, 0).getByTestId('class-camera').click();
  await expect(page.getByRole('alert')).toContainText('The camera is blocked for this page.');
  await expect(page.getByTestId('capture-retry')).toBeInViewport({ ratio: 1 });
  await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    setInterval(() => canvas.getContext('2d')?.fillRect(0, 0, Math.random() * 300, 100), 50);
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(10));
  });
  await page.getByTestId('capture-retry').click();
  await expect(page.getByTestId('capture-shoot')).toBeEnabled();
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
  await dropFiles(row(page, 1), photosOf('daisy'), true);
  await expect(into).toHaveAttribute('data-drop', 'Into “Class 2”');
  await dropFiles(row(page, 1), photosOf('daisy'));
  await expect(counts(page)).toHaveText(['0 pictures', '5 pictures']);
  // Neither the class says it any more, nor the room around it.
  await expect(page.locator('[data-drop]')).toHaveCount(0);
  await dropFiles(page.getByTestId('class-add'), photosOf('roses').slice(0, 1), true);
  await expect(into).toHaveAttribute('data-drop', 'As new classes: one for each folder');
  // Beside the room nothing becomes a class.
  await dropFiles(page.locator('#try'), photosOf('roses'));
  await dropFiles(page.locator('#publish'), photosOf('roses'));
  await expect(page.getByTestId('intake-status')).toBeEmpty();
  await expect(counts(page)).toHaveText(['0 pictures', '5 pictures']);
});

test('a paste goes to the class that says so', async ({ page }) => {
  await openTraining(page);
  const paste = () =>
    page.evaluate(
      (bytes) => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([new Uint8Array(bytes)], 'pasted.jpg', { type: 'image/jpeg' }));
        window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
      },
      [...(PHOTOS[0] ?? [])],
    );
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

  const { violations } = await new AxeBuilder({ page }).include('#collect').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
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
