/** English and 简体中文: the browser's language first, then the reader's choice. */
import { expect, test } from '@playwright/test';
import { bestGuess, openStudio } from './support/studio.js';

test.describe('a browser that prefers Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('gets Chinese, labels included, and may change at any time', async ({ page }) => {
    await openStudio(page);
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
    await page.getByTestId('sample-parrot').click();
    const answer = page.getByTestId('result-card');
    await expect(bestGuess(answer)).toContainText('金刚鹦鹉');

    await page.getByTestId('language-en').click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(bestGuess(answer)).toContainText('macaw');

    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

test('a browser of another language gets English', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ locale: 'pt-BR', ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await openStudio(page);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await context.close();
});
