/** Readable by everybody, at home on a phone, by keyboard alone. */
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { addFiles, bestGuess, card, fixture, openStudio } from './support/studio.js';

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
  await expect(page.getByTestId('status-live')).toContainText('Parrot: macaw, 84%');
});

for (const width of [1440, 1024, 390]) {
  test(`at ${width} pixels a message covers no button, and can be scrolled out from under`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await openStudio(page);
    for (const sample of ['owl', 'cat', 'parrot'] as const) await page.getByTestId(`sample-${sample}`).click();
    await expect(page.locator('[data-testid=result-card][data-state=done]')).toHaveCount(3);
    const covered = (): Promise<string[]> =>
      page.evaluate(() => {
        const toast = document.querySelector('#toast')!.getBoundingClientRect();
        return [...document.querySelectorAll<HTMLElement>('main button, header button, a, footer summary')]
          .filter((control) => {
            const { left, right, top, bottom, width } = control.getBoundingClientRect();
            const isOver = left < toast.right && right > toast.left && top < toast.bottom && bottom > toast.top;
            return width > 0 && isOver;
          })
          .map((control) => control.textContent || control.ariaLabel || '');
      });
    // As the page lies, and at its end.
    for (const top of [0, 250, 100_000]) {
      await page.evaluate((y) => scrollTo(0, y), top);
      await page.getByTestId('result-card').last().getByRole('button', { name: 'Remove' }).press('Enter');
      await expect(page.getByTestId('toast')).toBeVisible();
      expect(await covered(), `at ${top}`).toEqual([]);
      await page.getByTestId('toast-action').click();
      await expect(page.getByTestId('result-card')).toHaveCount(3);
    }
  });
}

test('at twice the size, in forced colours and without motion it is all there', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    viewport: { width: 640, height: 450 },
    deviceScaleFactor: 2,
    forcedColors: 'active',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    ...(baseURL ? { baseURL } : {}),
  });
  const page = await context.newPage();
  await openStudio(page);
  await page.getByTestId('sample-cat').click();
  await expect(page.getByTestId('unsure')).toBeVisible();
  await expectAccessible(page);
  const { overflow, barEdge, moving } = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    // Without an edge there would be no bar: backgrounds are dropped.
    barEdge: getComputedStyle(document.querySelector('.bar')!).borderTopStyle,
    moving: document.getAnimations().length,
  }));
  expect({ overflow, barEdge, moving }).toEqual({ overflow: 0, barEdge: 'solid', moving: 0 });
  await context.close();
});
