/** Checking a version: mistakes first, a matrix that opens, two versions side by side, what can be taken along. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { expectAccessible } from './support/accessibility.js';
import { fixture } from './support/studio.js';
import {
  chooseModelFile,
  fillClass,
  fillTwoClasses,
  newProject,
  openTab,
  openTraining,
  photosOf,
  saveModel,
  set,
  trainWithMistakes,
} from './support/training.js';

async function train(page: Page): Promise<void> {
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'validationShare', 0.4);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('of 4 right');
}

/** The count before "of … right" and the one behind it. */
async function verdict(page: Page): Promise<[right: number, count: number]> {
  const [right, count] = ((await page.getByTestId('accuracy').textContent()) ?? '').match(/\d+/g)?.map(Number) ?? [];
  return [right ?? NaN, count ?? NaN];
}

test('mistakes come first, as many as are wrong, each with what it was taken for', async ({ page }) => {
  await trainWithMistakes(page);
  await expect(page.getByTestId('check-tab-mistakes')).toHaveAttribute('aria-selected', 'true');
  const [right, count] = await verdict(page);
  const mistakes = page.getByTestId('mistake');
  await expect(mistakes).toHaveCount(count - right);
  expect(count - right).toBeGreaterThan(0);
  for (const mistake of await mistakes.all()) {
    await expect(mistake.locator('img')).toBeVisible();
    await expect(mistake).toHaveText(
      /^\s*(daisy\s+taken for tulips|tulips\s+taken for daisy) \([<>\d.]+%\)\s*More like this$/,
    );
  }
  // One opens in full, where it can be moved, and gives the focus back.
  const first = mistakes.first().getByRole('button').first();
  await first.click();
  await expect(page.getByTestId('picture-dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('picture-dialog')).toHaveCount(0);
  await expect(first).toBeFocused();
  // A picture that is removed leaves the list, and a word says that there was one more.
  const shown = await mistakes.count();
  await page.getByTestId('folds-start').click();
  await expect(page.getByTestId('folds-accuracy')).toContainText('of 10 right');
  const suspects = page.getByTestId('suspect');
  const numSuspects = await suspects.count();
  expect(numSuspects).toBeGreaterThan(0);
  for (let left = numSuspects; left > 0; left -= 1) {
    await suspects.first().getByRole('button', { name: 'Remove' }).click();
    await expect(suspects).toHaveCount(left - 1);
    // The keyboard goes on to the next one, or to the heading.
    const next = left > 1 ? suspects.first().getByRole('button').first() : page.locator('#suspects-title');
    await expect(next).toBeFocused();
  }
  const remaining = await mistakes.count();
  if (remaining < shown) await expect(page.getByTestId('absent').first()).toContainText('no longer in this project');
  expect(remaining).toBeLessThanOrEqual(shown);
  await expectAccessible(page, '#evaluate', '#map');
});

test('tabs are one stop, arrow keys choose, and a tab keeps what was done in it', async ({ page }) => {
  await train(page);
  const tab = (name: string) => page.getByTestId(`check-tab-${name}`);
  await tab('mistakes').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tab('matrix')).toBeFocused();
  await expect(page.getByTestId('confusion')).toBeVisible();
  await page.keyboard.press('End');
  await expect(tab('export')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tab('mistakes')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.getByTestId('compress').locator('input[value="f16"]').check();
  await page.getByTestId('compress-start').click();
  await expect(page.getByTestId('compress-size')).toBeVisible();
  await openTab(page, 'scores');
  await expect(page.getByTestId('compress-size')).toBeHidden();
  await openTab(page, 'export');
  await expect(page.getByTestId('compress-size')).toBeVisible();
  await expect(page.getByTestId('compress').locator('input[value="f16"]')).toBeChecked();
  const stops = page.getByRole('tablist', { name: 'Views of this version' }).locator('[tabindex="0"]');
  await expect(stops).toHaveCount(1);
});

test('the matrix says how many and which share, and each of its views is accessible', async ({ page }) => {
  await train(page);
  await openTab(page, 'matrix');
  const cells = page.getByTestId('confusion').locator('tbody td');
  const texts = await cells.allTextContents();
  const counts = texts.map((text) => Number(/^\d+/.exec(text)?.[0]));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  for (const row of [texts.slice(0, 2), texts.slice(2)]) {
    const shares = row.map((text) => Number(/(\d+)%/.exec(text)?.[1] ?? 0));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100);
  }
  const cell = page.getByTestId('confusion').getByRole('button').first();
  const size = await cell.boundingBox();
  expect(Math.abs((size?.width ?? 0) - (size?.height ?? 99))).toBeLessThan(2);
  await cell.click();
  await expect(cell).toHaveAttribute('aria-pressed', 'true');
  const pictures = page.getByTestId('confusion-pictures');
  await expect(pictures.getByRole('listitem').first().locator('img')).toBeVisible();
  for (const name of ['matrix', 'scores', 'curves', 'compare', 'export'] as const) {
    await openTab(page, name);
    await expectAccessible(page, '#evaluate', '#map');
  }
});

test('curves have a heading, a legend that gives numbers, and axes', async ({ page }) => {
  await train(page);
  await openTab(page, 'curves');
  const charts = page.getByTestId('learning-curves').locator('figure');
  await expect(charts.locator('figcaption')).toHaveText(['Loss', 'Accuracy']);
  await expect(charts.last().getByRole('listitem')).toHaveText([
    /^\s*training [\d.]+%$/,
    /^\s*validation [\d.]+%$/,
    /^Epoch \d+$/,
  ]);
  await expect(charts.locator('canvas')).toHaveCount(2);
  const legend = charts.last().getByRole('listitem').last();
  const atEnd = await legend.textContent();
  const box = await charts.last().locator('.u-over').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 8, (box?.y ?? 0) + 40);
  await expect(legend).not.toHaveText(atEnd ?? '');
});

test('what came from a file says so, opens no pictures, and is taken once', async ({ page }) => {
  await train(page);
  const model = await saveModel(page);
  const file = { name: 'flowers.safetensors', mimeType: 'application/octet-stream', buffer: model };
  const toast = page.getByTestId('toast');
  await chooseModelFile(page, file);
  await expect(toast).toContainText('“flowers.safetensors” is in this project already, as version 1.');
  await expect(page.getByTestId('version').locator('option')).toHaveCount(1);

  await newProject(page);
  await expect(page.getByTestId('version')).toHaveCount(0);
  await chooseModelFile(page, file);
  await expect(toast).toContainText('“flowers.safetensors” opened as version 1.');
  await expect(page.getByTestId('version').locator('option')).toHaveText(/· from a file$/);
  await expect(page.getByTestId('imported')).toContainText('Opened from a file.');
  await expect(page.getByTestId('mistakes-said')).toContainText('did not come with its file');
  await openTab(page, 'matrix');
  await expect(page.getByTestId('confusion')).toBeVisible();
  await expect(page.getByTestId('confusion').getByRole('button')).toHaveCount(0);
  await expect(page.getByTestId('matrix-closed')).toContainText('not in this project');
  await openTab(page, 'compare');
  await expect(page.getByTestId('compare-none')).toContainText('There is only one version.');
});

test('a cell whose pictures were removed says so', async ({ page }) => {
  await train(page);
  await openTab(page, 'matrix');
  await page.getByTestId('confusion').locator('td.is-right button').first().click();
  const pictures = page.getByTestId('confusion-pictures');
  const before = await pictures.getByRole('listitem').count();
  expect(before).toBeGreaterThan(0);
  const inClass = page.getByTestId('class-card').first().getByTestId('picture-open');
  for (let left = await inClass.count(); left > 0; left -= 1) {
    await inClass.first().focus();
    await page.keyboard.press('Delete');
    await expect(inClass).toHaveCount(left - 1);
  }
  await expect(pictures.getByRole('listitem')).toHaveCount(0);
  await expect(pictures.getByTestId('absent')).toHaveText(
    before === 1
      ? '1 of these pictures is no longer in this project.'
      : `${before} of these pictures are no longer in this project.`,
  );
});

test('“none of these” is counted, with the interval that so few pictures leave', async ({ page }) => {
  await train(page);
  await openTab(page, 'scores');
  await expect(page.getByTestId('refused')).toContainText(
    /^Rejected by mistake: 0 of 4 pictures held back \(0%\)\. Of 100 other pictures of these classes, expect about 0 to 49 /,
  );
  await openTab(page, 'export');
  await page.getByTestId('compress-start').click();
  await page.getByTestId('compress-keep').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(2);
  // The button has gone with the version: the keyboard stays at the tabs.
  await expect(page.getByTestId('check-tab-export')).toBeFocused();
  await openTab(page, 'scores');
  await expect(page.getByTestId('refused')).toContainText('counted with the original before it was made smaller');
  // The same smaller copy is not kept twice.
  await page.getByTestId('version').selectOption({ index: 1 });
  await openTab(page, 'export');
  await page.getByTestId('compress-start').click();
  await page.getByTestId('compress-keep').click();
  await expect(page.getByTestId('toast')).toContainText('is in this project already, as version 2.');
  await expect(page.getByTestId('version').locator('option')).toHaveCount(2);
});

test('pictures in the wrong class are found before anything is trained, by a link too', async ({ page }) => {
  await openTraining(page);
  const [tulip = '', ...tulips] = photosOf('tulips');
  await fillClass(page, 0, 'daisy', [...photosOf('daisy'), tulip]);
  await fillClass(page, 1, 'tulips', tulips);
  await page.evaluate(() => (location.hash = '#wrong-class'));
  await expect(page.locator('#wrong-class')).toBeFocused();
  await page.getByTestId('folds-start').click();
  await expect(page.getByTestId('folds-accuracy')).toContainText('of 10 right');
  const suspect = page.getByTestId('suspect').filter({ hasText: '“daisy”, but looks like “tulips”' });
  await suspect.getByRole('button', { name: 'Move to “tulips”' }).click();
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '5 pictures']);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('class-count')).toHaveText(['6 pictures', '4 pictures']);
});

test('Collect leads to the search for pictures in the wrong class, each time', async ({ page }) => {
  await train(page);
  for (const other of ['export', 'matrix'] as const) {
    await openTab(page, other);
    await page.getByTestId('find-mislabelled').click();
    await expect(page.getByTestId('check-tab-mistakes')).toHaveAttribute('aria-selected', 'true');
    await expect(page.locator('#wrong-class')).toBeFocused();
    await expect(page.getByTestId('folds-start')).toBeInViewport();
  }
});

test('the map is walked through, chosen from and enlarged by keyboard', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await page.getByTestId('map-start').click();
  const map = page.getByTestId('map-canvas');
  await expect(map).toBeVisible();
  await map.focus();
  await page.keyboard.press('ArrowRight');
  const shown = page.getByTestId('map-shown').locator('figure').first().locator('img');
  const first = await shown.getAttribute('alt');
  // Whichever way the next one lies.
  for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown']) await page.keyboard.press(key);
  const seen = new Set([first]);
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press(['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'][step % 4] ?? '');
    seen.add(await shown.getAttribute('alt'));
  }
  expect(seen.size).toBeGreaterThan(1);
  await page.keyboard.press('Space');
  await expect(page.getByTestId('map-chosen')).toHaveText('1 picture selected.');
  await expect(page.getByTestId('map-zoom-out')).toBeDisabled();
  await page.keyboard.press('+');
  await expect(page.getByTestId('map-zoom-out')).toBeEnabled();
  await page.keyboard.press('0');
  await expect(page.getByTestId('map-zoom-out')).toBeDisabled();
  await expectAccessible(page, '#evaluate', '#map');
});

test('a map of few pictures shows them, a wide one uses its width', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await openTraining(page);
  await fillTwoClasses(page);
  await page.getByTestId('map-start').click();
  const map = page.getByTestId('map-canvas');
  await expect(map).toBeVisible();
  const box = await map.boundingBox();
  expect(box?.width ?? 0).toBeGreaterThan(900);
  // Photos have hundreds of colours; two kinds of dots on paper have few.
  const numColours = () =>
    map.evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
      const colours = new Set<number>();
      for (let at = 0; at < pixels.length; at += 4)
        colours.add((pixels[at]! >> 4) * 256 + (pixels[at + 1]! >> 4) * 16 + (pixels[at + 2]! >> 4));
      return colours.size;
    });
  await expect.poll(numColours).toBeGreaterThan(200);
});

test('every target says what to do there, and the report looks like the page', async ({ page }) => {
  await train(page);
  await openTab(page, 'export');
  await expect(page.locator('.export-row').getByRole('heading')).toHaveText([
    'Kiln',
    'Python',
    'ONNX Runtime and others',
    'Teachable Machine: Scratch, p5.js, ml5.js',
    'Report',
  ]);
  await page.getByTestId('onnx-recipe').locator('summary').click();
  await expect(page.getByTestId('onnx-recipe').locator('code')).toContainText('onnxruntime.InferenceSession');
  const zip = page.waitForEvent('download');
  await page.getByTestId('teachable-machine-download').click();
  const names = Object.keys(unzipSync(readFileSync(await (await zip).path())));
  expect(names).toEqual(expect.arrayContaining(['model.json', 'metadata.json', 'weights.bin']));
  const download = page.waitForEvent('download');
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.getByTestId('report-download').click();
  const html = readFileSync(await (await download).path(), 'utf8');
  expect(complaints).toEqual([]);
  const sheet = await page.context().newPage();
  await sheet.setContent(html);
  await expect(sheet.getByTestId('confusion').locator('td[data-shade]').first()).toBeVisible();
  const familyOf = (target: Page, selector: string) =>
    target
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).fontFamily.split(',')[0]);
  expect(await familyOf(sheet, 'h1')).toBe(await familyOf(page, '#evaluate-title'));
  expect(await familyOf(sheet, 'td')).toBe(await familyOf(page, '#check-panel-export p'));
  await expectAccessible(sheet);
});

test('a phone is told that a wide table scrolls', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await openTraining(page);
  await page.getByTestId('project-file').setInputFiles(fixture('of-0.1/project.zip'));
  await expect(page.getByTestId('accuracy')).toContainText('right');
  await openTab(page, 'scores');
  await expect(page.getByTestId('scores')).toBeVisible();
  await expect(page.locator('#check-panel-scores .scrolling-hint')).toBeVisible();
  const room = page.locator('#evaluate');
  expect(await room.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1024, height: 640 });
  await expect(page.locator('#check-panel-scores .scrolling-hint')).toHaveCount(0);
});
