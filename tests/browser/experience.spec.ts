/** Readable by everybody, at home on a phone, by keyboard alone. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { addFiles, bestGuess, card, fixture, openStudio } from './support/studio.js';

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

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
  await expect(page.getByTestId('status-live')).toContainText('Parrot: macaw, 83%');
});
