/** Quick to the touch, readable by everybody, at home on a phone. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { addFiles, bestGuess, card, fixture, openStudio, readJson } from './support/studio.js';

const pictures = Object.keys(readJson<Record<string, unknown>>('reference/flowers25_top1.json'))
  .slice(0, 10)
  .map((name) => fixture(`pictures/${name}`));

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('no task of the main thread takes over 50 ms while classifying', async ({ page }) => {
  await openStudio(page);
  // Once before, so that code and fonts of the first answer are not what is measured.
  await page.getByTestId('sample-bird').click();
  await expect(page.getByTestId('prediction')).toHaveCount(5);
  await page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
    (window as unknown as { longTasks: number[] }).longTasks = tasks;
  });
  // A task of the page's own would be long every time; a busy machine takes its core away now and then.
  let longTasks: number[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await addFiles(page, [...pictures, fixture('pictures/parrot.jpg')]);
    const numCards = attempt * (pictures.length + 1) + 1;
    await expect(page.locator('[data-testid=result-card][data-state=done]')).toHaveCount(numCards);
    longTasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));
    if (longTasks.length === 0) break;
  }
  expect(longTasks).toEqual([]);
});

for (const [name, options] of Object.entries({
  'a desktop': { viewport: { width: 1280, height: 900 } },
  'a phone': { viewport: { width: 360, height: 740 } },
  'a phone in the dark': { viewport: { width: 360, height: 740 }, colorScheme: 'dark' as const },
})) {
  test.describe(`on ${name}`, () => {
    test.use(options);

    test('every state passes the accessibility check and fits the width', async ({ page }) => {
      const fits = (): Promise<boolean> =>
        page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
      await openStudio(page);
      await expectAccessible(page);
      expect(await fits()).toBe(true);

      await page.getByTestId('sample-parrot').click();
      await addFiles(page, [fixture('bad/truncated.jpg')]);
      await expect(bestGuess(card(page, 'Parrot'))).toBeVisible();
      await expect(page.getByTestId('result-error')).toBeVisible();
      await expectAccessible(page);
      expect(await fits()).toBe(true);

      await page.getByTestId('camera-open').click();
      await expect(page.locator('#camera-dialog')).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');

      await page.getByTestId('language-zh-Hans').click();
      await expectAccessible(page);
      expect(await fits()).toBe(true);
    });
  });
}

test('with the keyboard alone: a sample is reached, pressed, and its answer announced', async ({ page }) => {
  await openStudio(page);
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    if (focused === 'sample-parrot') break;
  }
  await expect(page.getByTestId('sample-parrot')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('status-live')).toContainText('Parrot: macaw, 83 percent');
});
