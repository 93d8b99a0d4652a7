/** The workbench: collecting, training and trying on one screen, and the project in its masthead. */
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { withCamera } from './support/fake-camera.js';
import { fillTwoClasses, openAdvanced, openProjectMenu, openTraining, photosOf, set } from './support/training.js';
import { dropFiles, hoverFiles, pasteFiles } from './support/transfer.js';

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const [DAISY = '', DAISY_2 = ''] = photosOf('daisy');
const [TULIP = ''] = photosOf('tulips');

async function train(page: Page): Promise<void> {
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('result-line')).toBeVisible();
}

const positionOf = (page: Page, id: string) =>
  page.locator(`#${id}`).evaluate((room) => ({ x: room.getBoundingClientRect().x, y: room.getBoundingClientRect().y }));

test('collecting, training and trying stand side by side, and the steps say where one is', async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'validationShare', 0.4);
  await page.getByTestId('advanced').locator('summary').click();
  await train(page);
  const [collect, training, trying] = await Promise.all(
    ['collect', 'train', 'try'].map((room) => positionOf(page, room)),
  );
  expect(collect!.x).toBeLessThan(training!.x);
  expect(training!.x).toBeLessThan(trying!.x);
  for (const { y } of [collect!, training!, trying!]) expect(y).toBeLessThan(150);
  await expect(page.getByTestId('train-start')).toBeInViewport();
  await expect(page.getByTestId('try-panel')).toBeInViewport();

  const masthead = await page.locator('.masthead').boundingBox();
  expect(masthead!.height).toBeLessThanOrEqual(56);
  await expect(page.getByTestId('step-collect')).toHaveAttribute('aria-current', 'location');
  await expect(page.getByTestId('step-evaluate')).toContainText('/4');
  await page.getByTestId('step-publish').click();
  await expect(page.getByTestId('step-publish')).toHaveAttribute('aria-current', 'location');
  await expect(page.locator('[aria-current=location]')).toHaveCount(1);
  // The steps stay in sight, and cover nothing of what they lead to.
  const steps = await page.locator('.steps').boundingBox();
  expect(steps!.y).toBe(0);
  expect((await positionOf(page, 'publish')).y).toBeGreaterThanOrEqual(steps!.height);
  await expectAccessible(page);
});

test('at the end of a run its result takes the place of the button, and the focus', async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'validationShare', 0.4);
  const start = page.getByTestId('train-start');
  await start.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('train-pause')).toBeFocused();
  const line = page.getByTestId('result-line');
  await expect(line).toContainText(/[0-4] of 4 right/);
  await expect(line).toBeFocused();
  await expect(page.getByTestId('status-live')).toContainText('of 4 right');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('#try')).toBeFocused();
  await expect(line.getByRole('link', { name: 'Publish' })).toHaveAttribute('href', '#publish');

  // With other pictures, training is what comes next once more.
  await expect(start).toHaveText('Train again');
  await page
    .getByTestId('class-files')
    .first()
    .setInputFiles(photosOf('roses')[0] ?? '');
  await expect(start).toHaveText('Train');
  await expect(line).toBeVisible();
});

test('what is typed while a run ends stays, with the focus in it', async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await openTraining(page);
  await fillTwoClasses(page);
  await openAdvanced(page);
  await page.getByTestId('train-start').click();
  const epochs = page.getByTestId('setting-epochs');
  await epochs.fill('7');
  await expect(page.getByTestId('result-line')).toBeVisible();
  await expect(epochs).toHaveValue('7');
  await expect(epochs).toBeFocused();
  await epochs.press('Tab');
  await page.reload();
  await openAdvanced(page);
  await expect(epochs).toHaveValue('7');
});

test('a run that cannot begin says why, to the eye and to the ear', async ({ page }) => {
  await openTraining(page);
  const start = page.getByTestId('train-start');
  await expect(start).toBeDisabled();
  await expect(start).toHaveAccessibleDescription('Add some pictures to each class first.');
  await start.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('status-live')).toContainText('Add some pictures to each class first.');
  await expect(page.getByTestId('train-run')).toHaveCount(0);
});

test('what is dropped or pasted on Try is tried, all of it, and joins no class', async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await openTraining(page);
  await fillTwoClasses(page);
  await train(page);
  // It says where it goes before it is let go.
  await hoverFiles(page.getByTestId('try-status'), [DAISY]);
  await expect(page.getByTestId('try-panel')).toHaveAttribute('data-drop', 'Try what you drop here');
  await dropFiles(page.getByTestId('try-panel'), [DAISY, TULIP]);
  await expect(page.getByTestId('try-panel')).not.toHaveAttribute('data-drop');
  await expect(page.getByTestId('try-best')).toHaveText(['daisy', 'tulips']);
  // On an answer as well.
  await dropFiles(page.getByTestId('try-answer'), [TULIP]);
  await expect(page.getByTestId('try-best')).toHaveText(['tulips']);

  await page.locator('#try').hover();
  await pasteFiles(page, [DAISY_2]);
  await expect(page.getByTestId('try-best')).toHaveText(['daisy']);
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '5 pictures']);
  // Whoever looks at the classes means them.
  await page.getByTestId('class-card').first().hover();
  await pasteFiles(page, [photosOf('roses')[0] ?? '']);
  await expect(page.getByTestId('class-count').filter({ hasText: '6 pictures' })).toHaveCount(1);
});

test('a bar for each class, in its colour and its place, and a wrong picture mends the model', async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await openTraining(page);
  await fillTwoClasses(page);
  await train(page);
  for (const picture of [DAISY, TULIP]) {
    await page.getByTestId('try-input').setInputFiles(picture);
    await expect(page.getByTestId('try-best')).toHaveText(picture === DAISY ? 'daisy' : 'tulips');
    const bars = page.getByTestId('try-answer').locator('.bars li');
    await expect(bars.locator('.bar-name')).toHaveText(['daisy', 'tulips']);
    expect(await bars.evaluateAll((all) => all.map((bar) => bar.dataset['colour']))).toEqual(['0', '1']);
  }
  const menu = page.getByTestId('try-add');
  await menu.locator('summary').press('Enter');
  await expectAccessible(page);
  await menu.getByRole('button', { name: 'daisy' }).press('Enter');
  await expect(menu.locator('summary')).toBeFocused();
  await expect(page.getByTestId('class-count')).toHaveText(['6 pictures', '5 pictures']);
  await expect(page.getByTestId('toast')).toContainText('1 picture added to “daisy”.');
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '5 pictures']);
});

test('an answer that no guess reaches is "Not sure", and never a name', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await page.getByTestId('class-add').click();
  const third = page.getByTestId('class-card').nth(2);
  await third.getByTestId('class-name').fill('roses');
  await third.getByTestId('class-name').press('Tab');
  await third.getByTestId('class-files').setInputFiles(photosOf('roses'));
  await expect(third.getByTestId('class-count')).toHaveText('5 pictures');
  // Learnt next to nothing: a third for each.
  await set(page, 'epochs', 1);
  await set(page, 'learningRate', 0.000001);
  await train(page);
  await page.getByTestId('try-input').setInputFiles(photosOf('dandelion')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText(/^(Not sure|None of these)$/);
  const shares = await page
    .getByTestId('try-answer')
    .locator('meter')
    .evaluateAll((meters) => meters.map((meter) => (meter as HTMLMeterElement).value));
  expect(Math.max(...shares)).toBeLessThan(0.495);
});

test('the camera answers live and gives a frame to a class; refused, it says so and is asked again', async ({
  playwright,
  baseURL,
}) => {
  const work = async (page: Page) => {
    await openTraining(page);
    // The way in of an empty project is the camera of its first class.
    await page.getByTestId('start-camera').click();
    await expect(page.getByTestId('capture-shoot')).toBeEnabled();
    await page.getByTestId('capture-done').click();
    await fillTwoClasses(page);
    await train(page);
    await page.evaluate(() => {
      const { mediaDevices } = navigator;
      const open = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = () => {
        mediaDevices.getUserMedia = open;
        return Promise.reject(new DOMException('no', 'NotAllowedError'));
      };
    });
    await page.getByTestId('live-start').click();
    await expect(page.locator('.live-refused')).toContainText('The camera is blocked.');
    await expectAccessible(page);
    await page.getByTestId('live-retry').click();
    await expect(page.getByTestId('live-answer')).toHaveText(/daisy|tulips|None of these|Not sure/);
    const panel = page.getByTestId('try-panel');
    await expect(panel.locator('.bar-name')).toHaveText(['daisy', 'tulips']);
    const view = await panel.locator('.live-view').boundingBox();
    expect(Math.abs(view!.width - view!.height)).toBeLessThan(1);
    await page.getByTestId('try-add').locator('summary').click();
    await page.getByTestId('try-add').getByRole('button', { name: 'tulips' }).click();
    await expect(page.getByTestId('class-count').nth(1)).toHaveText('6 pictures');
    await page.getByTestId('try-pictures').click();
    await expect(page.getByTestId('live-answer')).toHaveCount(0);
    expect(await page.evaluate(() => document.querySelectorAll('video').length)).toBe(0);
  };
  await withCamera({ playwright, baseURL }, work, { viewport: PHONE });
});

test('on a phone the lower edge trains, says how far it is and what came of it', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await openTraining(page);
  const bar = page.getByTestId('bottom-bar');
  await expect(bar).toContainText('Add some pictures to each class first.');
  await expect(page.getByTestId('bottom-train')).toBeDisabled();
  await fillTwoClasses(page);
  await set(page, 'validationShare', 0.4);
  await page.getByTestId('bottom-train').click();
  await expect(bar.locator('progress')).toBeVisible();
  await expect(page.locator('progress:visible')).toHaveCount(1);
  await expect(bar).toContainText(/[0-4] of 4 right/);
  await expect(bar).toBeInViewport({ ratio: 1 });
  await page.getByTestId('bottom-try').click();
  await expect(page.getByTestId('try-panel')).toBeInViewport();
  await expect(page.getByTestId('step-train')).toHaveAttribute('aria-current', 'location');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  // All five steps are there to be pressed, and read out by their names.
  for (const step of await page.locator('.steps a').all()) await expect(step).toBeInViewport({ ratio: 1 });
  await expect(page.locator('.steps').getByRole('link', { name: '3 Check' })).toBeVisible();
  await expectAccessible(page);
  // What a finger meets is large enough for it.
  for (const control of await bar.locator('a, button').all()) {
    expect((await control.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  }
});

test('links lead a keyboard straight to Train and to Try', async ({ page }) => {
  await openTraining(page);
  for (const [name, id] of [
    ['Skip to Train', 'train'],
    ['Skip to Try', 'try'],
  ] as const) {
    const link = page.locator('body > .skip-link').getByText(name, { exact: true });
    await link.focus();
    await expect(link).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.locator(`#${id}`)).toBeFocused();
  }
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByTestId('advanced').locator('summary')).toBeFocused();
});

test('an empty project shows its ways in: camera, files, examples with their pictures', async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await openTraining(page);
  const start = page.getByTestId('start');
  const examples = ['start-flowers', 'start-doodles', 'start-lights', 'start-charts'];
  for (const way of ['start-camera', 'start-upload', ...examples]) {
    await expect(page.getByTestId(way)).toBeInViewport({ ratio: 1 });
  }
  const pictures = start.locator('img');
  await expect(pictures).toHaveCount(4);
  for (const picture of await pictures.all()) {
    await expect.poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  }
  await expectAccessible(page);
  await hoverFiles(page.getByTestId('start'), [DAISY]);
  await expect(start).toHaveAttribute('data-drop', 'Add these to the project');
  await dropFiles(page.getByTestId('start'), [DAISY, DAISY_2]);
  await expect(page.getByTestId('class-count').first()).toHaveText('2 pictures');
  await expect(start).toHaveCount(0);
});

test('an example comes with a guide, in both languages, until it is closed', async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await openTraining(page);
  await page.getByTestId('start-lights').click();
  const guide = page.getByTestId('guide');
  await expect(guide).toContainText('only 14 yellow');
  await expect(page.getByTestId('class-count')).toHaveText(['90 pictures', '90 pictures', '14 pictures']);
  await expectAccessible(page);
  await guide.getByRole('link', { name: 'Check' }).click();
  await expect(page).toHaveURL(/#evaluate$/);
  await page.getByTestId('language-zh-Hans').click();
  await expect(guide).toContainText('只有 14 张黄灯');
  await page.reload();
  await expect(guide).toContainText('只有 14 张黄灯');
  await page.getByTestId('guide-close').click();
  await expect(guide).toHaveCount(0);
  await page.reload();
  await expect(page.getByTestId('class-count').first()).toBeVisible();
  await expect(guide).toHaveCount(0);
});

test('examples opened at once both come, are told apart, and the names follow', async ({ page }) => {
  await page.setViewportSize(DESKTOP);
  await openTraining(page);
  await page.getByTestId('start-flowers').click();
  await page.getByTestId('start-flowers').click();
  const status = page.getByTestId('project-status');
  await expect(status.locator('p')).toHaveCount(2);
  await expect(status).toContainText('Opening “Five flowers (photos)”: picture');
  const names = page.getByTestId('project').locator('option');
  // The empty project that they were opened from has gone.
  await expect(names).toHaveText(['Five flowers (2)', 'Five flowers'], { timeout: 90_000 });
  await expect(status).toBeEmpty();
  await expect(names.first()).toHaveJSProperty('selected', true);
  await openProjectMenu(page);
  await page.getByTestId('project-name').fill('Garden');
  await page.getByTestId('project-name').press('Tab');
  await expect(names).toHaveText(['Garden', 'Five flowers']);
});

test('the page says that it saves, and where the browser promises nothing, how to keep the project', async ({
  page,
}) => {
  await page.addInitScript(() => {
    StorageManager.prototype.persist = () => Promise.resolve(false);
    StorageManager.prototype.persisted = () => Promise.resolve(false);
  });
  await page.setViewportSize(DESKTOP);
  await openTraining(page);
  await expect(page.getByTestId('saved')).toContainText('Saved on this device');
  const line = page.getByTestId('keep-line');
  await expect(line).toHaveCount(0);
  await page.getByTestId('class-files').first().setInputFiles(photosOf('daisy'));
  await expect(line).toBeVisible();
  const saving = page.waitForEvent('download');
  await line.getByRole('button', { name: 'Save project as a file' }).click();
  expect((await saving).suggestedFilename()).toBe('Project 1.zip');

  // A store that takes nothing any more is owned up to.
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await openProjectMenu(page);
  await page.getByTestId('project-name').fill('Elsewhere');
  await page.getByTestId('project-name').press('Tab');
  await expect(page.getByTestId('saved')).toHaveText('Not saved');
});
