/** The map of a project's pictures: alike lies together, and what is misplaced is moved from there. */
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { fillClass, openExample, openTraining, photosOf } from './support/training.js';

/** Ten photos of two kinds, one tulip among the daisies: too few for UMAP. */
async function fillWithMistake(page: Page): Promise<void> {
  await openTraining(page);
  const [first = '', ...tulips] = photosOf('tulips');
  await fillClass(page, 0, 'daisy', [...photosOf('daisy'), first]);
  await fillClass(page, 1, 'tulips', tulips);
}

async function drawMap(page: Page): Promise<void> {
  await page.getByTestId('map-start').click();
  await expect(page.getByTestId('map-canvas')).toBeVisible();
}

/** A loop, in shares of the map's width and height. */
async function drag(page: Page, from: [number, number], through: [number, number][]): Promise<void> {
  const box = await page.getByTestId('map-canvas').boundingBox();
  if (!box) throw new Error('the map has no place');
  const at = ([x, y]: [number, number]): [number, number] => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  for (const place of through) await page.mouse.move(...at(place), { steps: 4 });
  await page.mouse.up();
}

test('a picture in the wrong class comes first, is moved by keyboard and comes back', async ({ page }) => {
  await fillWithMistake(page);
  await drawMap(page);
  await page.getByTestId('map-listed').locator('summary').click();
  const items = page.getByTestId('map-item');
  await expect(items).toHaveCount(10);
  // The tulip among the daisies has tulips around it.
  const name = photosOf('tulips')[0]?.split('/').at(-1) ?? '';
  const misplaced = items.filter({ hasText: name });
  await expect(items.first()).toContainText(name);

  await misplaced.getByRole('checkbox').focus();
  await expect(page.getByTestId('map-shown').locator('img').first()).toBeVisible();
  await expect(page.getByTestId('map-shown').getByRole('listitem')).toHaveCount(6);
  await page.keyboard.press('Space');
  await expect(page.getByTestId('map-chosen')).toContainText('1 picture selected');
  await expectAccessible(page);

  await page.getByTestId('map-target').selectOption('tulips');
  await page.getByTestId('map-move').click();
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '5 pictures']);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('class-count')).toHaveText(['6 pictures', '4 pictures']);
});

test('a loop chooses what lies in it, and pointing shows a picture', async ({ page }) => {
  await fillWithMistake(page);
  await drawMap(page);
  const corners: [number, number][] = [
    [0.995, 0.005],
    [0.995, 0.995],
    [0.005, 0.995],
    [0.005, 0.005],
  ];
  await page.getByTestId('map-canvas').scrollIntoViewIfNeeded();
  await drag(page, [0.005, 0.005], corners);
  await expect(page.getByTestId('map-chosen')).toContainText('10 pictures selected');
  // On its way through the middle the pointer passes points.
  await expect(async () => {
    for (let step = 0; step < 40; step += 1) {
      const box = await page.getByTestId('map-canvas').boundingBox();
      await page.mouse.move(
        (box?.x ?? 0) + ((box?.width ?? 0) * (step % 8)) / 8,
        (box?.y ?? 0) + ((box?.height ?? 0) * Math.floor(step / 8)) / 5,
        { steps: 12 },
      );
    }
    await expect(page.getByTestId('map-shown').locator('img').first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByTestId('map-target').selectOption('daisy');
  await page.getByTestId('map-move').click();
  await expect(page.getByTestId('class-count')).toHaveText(['10 pictures', '0 pictures']);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('class-count')).toHaveText(['6 pictures', '4 pictures']);
});

test('an example of 150 photos is arranged by kind, and arranging can be stopped', async ({ page }) => {
  await openTraining(page);
  await openExample(page, 'flowers');
  await expect(page.getByTestId('class-count')).toHaveText(Array<string>(5).fill('30 pictures'));
  await page.getByTestId('map-start').click();
  await page.getByTestId('map-progress').getByRole('button').click();
  await expect(page.getByTestId('toast')).toContainText('Stopped. The pictures are unchanged.');
  await expect(page.getByTestId('map-canvas')).toHaveCount(0);
  await drawMap(page);
  // Of the pictures most like each, most are of its own kind: chance would have 80 % in other classes.
  await page.getByTestId('map-listed').locator('summary').click();
  const shares = (await page.getByTestId('map-item').locator('small').allTextContents()).map((text) =>
    Number(/([\d.]+)%/.exec(text)?.[1] ?? NaN),
  );
  expect(shares).toHaveLength(60);
  expect(shares.toSorted((a, b) => b - a)).toEqual(shares);
  expect(shares.at(-1)).toBeLessThan(50);
});
