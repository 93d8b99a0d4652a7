/** "Why?": what an answer rests on, with the real model on real pictures. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { publish, serveFolder, unzipTo } from './support/article.js';
import { addFiles, bestGuess, card, fixture, openStudio } from './support/studio.js';
import { fillTwoClasses, openAdvanced, openTraining, photosOf, set } from './support/training.js';

/** Opens "Why?" under the answer to a picture. */
async function why(page: Page, name: string): Promise<Locator> {
  await addFiles(page, [fixture(`pictures/${name}`)]);
  const answer = card(page, name);
  await expect(bestGuess(answer)).toBeVisible();
  await answer.getByTestId('why').click();
  await expect(answer.getByTestId('map')).toBeVisible();
  return answer;
}

/** The warmth of the map at places of the picture, as its yellow over its blue, from −1 to 1. */
function warmth(map: Locator, places: [right: number, down: number][]): Promise<number[]> {
  return map.evaluate((canvas, places) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const pixels = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data;
    const frame = canvas.parentElement!.getBoundingClientRect();
    const own = canvas.getBoundingClientRect();
    return places.map(([right, down]) => {
      const x = Math.floor(((frame.left + right * frame.width - own.left) / own.width) * width);
      const y = Math.floor(((frame.top + down * frame.height - own.top) / own.height) * height);
      const at = (y * width + x) * 4;
      return (pixels[at]! - pixels[at + 2]!) / 255;
    });
  }, places);
}

const pixelsOf = (map: Locator): Promise<string> => map.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

test('the parrot’s map is warm on the bird, lies exactly on the picture, and is said in words', async ({ page }) => {
  await openStudio(page);
  const answer = await why(page, 'parrot.jpg');
  await expect(answer.getByTestId('explanation-sentence')).toHaveText(
    /^For “macaw” it looked mostly at the centre \(\d+%\)\.$/,
  );
  const map = answer.getByTestId('map');
  await expect(map).toHaveAttribute('aria-label', /macaw.*the centre/);
  // The breast and the wing, then the fronds in the upper left and the cactus on the right.
  const [breast, wing, fronds, cactus] = await warmth(map, [
    [0.6, 0.42],
    [0.45, 0.45],
    [0.1, 0.3],
    [0.9, 0.5],
  ]);
  for (const warm of [breast!, wing!]) for (const cold of [fronds!, cactus!]) expect(warm).toBeGreaterThan(cold + 0.3);
  // The frame is the picture's: no bars, no cut. The map covers the square that the model sees.
  const [frame, own] = await map.evaluate((canvas) =>
    [canvas.parentElement!, canvas].map((element) => element.getBoundingClientRect().toJSON() as DOMRect),
  );
  const image = await answer
    .locator('img')
    .evaluate(({ naturalWidth, naturalHeight }: HTMLImageElement) => naturalWidth / naturalHeight);
  expect(frame!.width / frame!.height).toBeCloseTo(image, 1);
  expect(own!.width / frame!.width).toBeCloseTo(0.875, 1);
  expect(own!.width / own!.height).toBeCloseTo(1, 1);
  await expectAccessible(page);
});

test('the class picker changes the map and the sentence, the slider how much of it is seen', async ({ page }) => {
  await openStudio(page);
  const answer = await why(page, 'pets.jpg');
  const map = answer.getByTestId('map');
  const first = await pixelsOf(map);
  const picker = answer.getByTestId('explain-class');
  await expect(picker.locator('option')).toHaveCount(5);
  await picker.focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => pixelsOf(map)).not.toBe(first);
  const chosen = await picker.locator('option:checked').textContent();
  await expect(answer.getByTestId('explanation-sentence')).toContainText(`“${chosen}”`);
  // The focus stays where the keyboard was.
  await expect(picker).toBeFocused();
  const slider = answer.getByTestId('explain-opacity');
  await expect(map).toHaveCSS('opacity', '0.6');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(map).toHaveCSS('opacity', '0');
  // Put away and opened again, the map is there at once; the picture is as it was in between.
  await answer.getByTestId('why').click();
  await expect(map).toHaveCount(0);
  await answer.getByTestId('why').press('Enter');
  await expect(map).toHaveCount(1);
});

test('the check says whether to believe the map, can be cancelled, and holds up no other picture', async ({ page }) => {
  await openStudio(page);
  const answer = await why(page, 'parrot.jpg');
  await answer.getByTestId('check-start').click();
  await expect(answer.getByTestId('check-progress')).toBeVisible();
  // The focus went from the button that is gone to the one in its place.
  await expect(answer.getByTestId('check-cancel')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(answer.getByTestId('check-result')).toHaveText('The check was cancelled.');
  await expect(answer.getByTestId('check-start')).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(answer.getByTestId('check-progress')).toBeVisible();
  await addFiles(page, [fixture('pictures/bird.jpg')]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
  await expect(answer.getByTestId('check-result')).toHaveText(
    /^The map holds up\. With the 20% that matters most hidden, the probability goes from \d+% to \d+%; with as much hidden elsewhere, to \d+% on average\.$/,
  );
  const [before, hottest, random] = (await answer.getByTestId('check-result').textContent())!
    .match(/\d+%/g)!
    .slice(1)
    .map((text) => parseInt(text, 10));
  expect(hottest).toBeLessThan(random!);
  expect(hottest).toBeLessThan(before!);
});

test('in Chinese, on a narrow dark screen, without a scrollbar across', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 760 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await openStudio(page);
  const answer = await why(page, 'owl.jpg');
  await page.getByRole('button', { name: '简体中文' }).click();
  await expect(answer.getByTestId('explanation-sentence')).toHaveText(/^判断“.+”时，它/);
  await expect(answer.getByTestId('check-start')).toHaveText('检验这张图');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(page);
});

/** Trains the `number`th model with few epochs, and asks it why it answers a picture as it does. */
async function trainAndAsk(page: Page, architecture: string, hidden: number, number: number): Promise<Locator> {
  await openAdvanced(page);
  await page.locator(`input[value="${architecture}"]`).check();
  if (hidden > 0) await set(page, 'hiddenUnits', hidden);
  await set(page, 'epochs', 5);
  const answer = page.getByTestId('try-answer');
  const former = number > 1 ? await answer.locator('article').elementHandle() : null;
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(number);
  // A newer version is asked about the same picture of itself, and its answer takes the place of the one before.
  if (number === 1) await page.getByTestId('try-input').setInputFiles(photosOf('daisy')[0] ?? '');
  await former?.waitForElementState('hidden');
  await answer.getByTestId('why').click();
  await expect(answer.getByTestId('map')).toBeVisible();
  return answer;
}

test('trained models say why as well: by their features, their convolutions, or by hiding', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  const expected = [
    ['transfer', 0, 'how much each place adds'],
    ['transfer', 16, 'roughly how much each place adds'],
    ['reference-cnn', 0, 'roughly how much each place adds'],
    ['mlp', 0, 'loses when each place is hidden'],
    ['recurrent', 0, 'loses when each place is hidden'],
  ] as const;
  for (const [position, [architecture, hidden, note]] of expected.entries()) {
    const answer = await trainAndAsk(page, architecture, hidden, position + 1);
    await expect(answer.getByTestId('explanation')).toContainText(note);
    await expect(answer.getByTestId('explanation-sentence')).toContainText(/daisy|tulips/);
    // What speaks for one of two classes speaks against the other.
    const first = await pixelsOf(answer.getByTestId('map'));
    await answer.getByTestId('explain-class').selectOption({ index: 1 });
    await expect.poll(() => pixelsOf(answer.getByTestId('map'))).not.toBe(first);
    await answer.getByTestId('explain-class').selectOption({ index: 0 });
    await answer.getByTestId('check-start').click();
    await expect(answer.getByTestId('check-result')).toHaveText(
      /^(The map holds|.*does not explain the answer well).*\d+%/,
    );
  }
  await expectAccessible(page);
});

test('readers of an article may ask why', async ({ page, browser }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-explain-'));
  const maker = await browser.newPage({ acceptDownloads: true });
  await openTraining(maker);
  await fillTwoClasses(maker);
  await set(maker, 'epochs', 10);
  await maker.getByTestId('train-start').click();
  await expect(maker.getByTestId('accuracy')).toBeVisible();
  await expect(maker.getByTestId('publish-explain')).toBeChecked();
  unzipTo(await publish(maker, 'site'), folder);
  await maker.close();
  const host = await serveFolder(folder);
  try {
    await page.goto(host.url);
    const widget = page.locator('kiln-classifier');
    await widget.getByRole('button', { name: 'Try it with your own picture' }).click();
    await widget.locator('input[type=file]').setInputFiles(photosOf('daisy')[0] ?? '');
    await widget.getByRole('button', { name: 'Why?' }).press('Enter');
    const map = widget.locator('canvas');
    await expect(map).toBeVisible();
    await expect(widget.locator('[part=explanation]')).toHaveText(
      /^(For “(daisy|tulips)” it looked|Nothing in the picture points to)/,
    );
    const first = await pixelsOf(map);
    await widget.getByRole('combobox').selectOption({ index: 1 });
    await expect.poll(() => pixelsOf(map)).not.toBe(first);
    await expectAccessible(page);
    // The map lies on the picture and not beside it.
    const [image, own] = [
      await widget.getByRole('img', { name: 'The chosen picture' }).boundingBox(),
      await map.boundingBox(),
    ];
    expect(own!.x).toBeGreaterThanOrEqual(image!.x);
    expect(own!.x + own!.width).toBeLessThanOrEqual(image!.x + image!.width + 1);
    await widget.getByRole('button', { name: 'Why?' }).click();
    await expect(map).toHaveCount(0);
    await expect(widget.getByRole('button', { name: 'Why?' })).toBeVisible();
  } finally {
    host.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
