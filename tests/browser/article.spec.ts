/** The demo article, in both languages, as its readers meet it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { photosOf } from './support/training.js';

const PAGES = [
  {
    file: 'index.html',
    language: 'en',
    start: 'Try it with your own picture',
    flower: 'dandelion',
    otherFlower: 'tulip',
    other: '简体中文',
    noScript: 'Without JavaScript you see the programs’ answers to our own pictures.',
  },
  {
    file: 'zh-Hans.html',
    language: 'zh-Hans',
    start: '用你自己的图片试一试',
    flower: '蒲公英',
    otherFlower: '郁金香',
    other: 'English',
    noScript: '没有 JavaScript 时，你看到的是程序对我们自己图片的答案',
  },
] as const;

const widget = (page: Page, position: number) => page.locator('kiln-classifier').nth(position);
const verdict = (page: Page, position: number) => widget(page, position).locator('[part=verdict]');

for (const { file, language, start, flower, otherFlower, other, noScript } of PAGES) {
  test.describe(language, () => {
    test('nothing but a small script comes before a reader acts; then both answer, and go on without a network', async ({
      page,
      context,
    }) => {
      const asked: string[] = [];
      page.on('request', (request) =>
        asked.push(new URL(request.url()).pathname.split('/article/')[1] ?? request.url()),
      );
      const problems: string[] = [];
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await page.goto(`./article/${file}`);
      await expect(widget(page, 1).getByRole('button', { name: start })).toBeVisible();
      expect(asked.filter((name) => /worker|wasm|safetensors/.test(name))).toEqual([]);
      // The pictures to try stand side by side.
      const samples = await widget(page, 1).locator('> figure').all();
      const places = await Promise.all(samples.map((sample) => sample.boundingBox()));
      expect(places[1]!.y).toBe(places[0]!.y);
      expect(places[1]!.x).toBeGreaterThan(places[0]!.x);

      await widget(page, 0).getByRole('button', { name: start }).click();
      await widget(page, 0)
        .locator('input[type=file]')
        .setInputFiles(photosOf('dandelion')[0] ?? '');
      await expect(verdict(page, 0)).toContainText(flower);
      await widget(page, 1).getByRole('button', { name: start }).click();
      await widget(page, 1).locator('> figure img').first().click();
      await expect(verdict(page, 1)).toBeVisible();
      for (const name of ['kiln-worker.js', 'kiln-runtime.wasm', 'kiln-backbone.safetensors']) {
        expect(
          asked.filter((own) => own === name),
          name,
        ).toHaveLength(1);
      }
      expect(problems).toEqual([]);

      await context.setOffline(true);
      await widget(page, 0)
        .locator('input[type=file]')
        .setInputFiles(photosOf('tulips')[2] ?? '');
      await expect(verdict(page, 0)).toContainText(otherFlower);
      await context.setOffline(false);
    });

    test('the captions are what the models say', async ({ page }) => {
      await page.goto(`./article/${file}`);
      const figures = page.locator('kiln-classifier > figure');
      expect(await figures.count()).toBe(10);
      for (const figure of await figures.all()) {
        const said = await figure.evaluate(async (element) => {
          const picture = await (await fetch(element.querySelector('img')?.src ?? '')).blob();
          const { predictions, isUnknown } = await (
            element.closest('kiln-classifier') as HTMLElementTagNameMap['kiln-classifier']
          ).classify(picture);
          return { label: predictions[0]?.label ?? '', probability: predictions[0]?.probability ?? 0, isUnknown };
        });
        const caption = (await figure.locator('figcaption').textContent()) ?? '';
        if (said.isUnknown) expect(caption).toBe(language === 'en' ? 'Probably none of these' : '可能都不是');
        else
          expect(caption).toBe(
            `${said.label} ${said.probability >= 0.995 ? '>99%' : `${Math.round(said.probability * 100)}%`}`,
          );
      }
    });

    test('by keyboard alone, and axe finds nothing before, during or in the dark', async ({ page }) => {
      await page.goto(`./article/${file}`);
      await expect(widget(page, 0).getByRole('button', { name: start })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Tab');
      await expect(page.locator('.skip')).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(page.locator('main')).toBeFocused();
      await page.keyboard.press('Tab');
      await expect(widget(page, 0).getByRole('button', { name: start })).toBeFocused();
      await page.keyboard.press('Enter');
      // To the first of the article's own pictures.
      for (let presses = 0; presses < 6; presses += 1) {
        if (await page.evaluate(() => document.activeElement instanceof HTMLImageElement)) break;
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await expect(verdict(page, 0)).toBeVisible();
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      const motion = await verdict(page, 0).evaluate(
        (element) =>
          getComputedStyle(element.nextElementSibling?.querySelector('.bar') ?? element, '::before').transitionDuration,
      );
      expect(motion).toBe('0s');
      await expectAccessible(page);
    });

    test('on a phone of 320 pixels nothing is cut off', async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(`./article/${file}`);
      await widget(page, 0).getByRole('button', { name: start }).click();
      await widget(page, 0)
        .locator('input[type=file]')
        .setInputFiles(photosOf('roses')[1] ?? '');
      await expect(verdict(page, 0)).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      await page.getByRole('link', { name: other }).click();
      await expect(page.locator('html')).not.toHaveAttribute('lang', language);
    });

    test('without scripts the answers are there, and the page says so', async ({ browser, baseURL }) => {
      const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
      const page = await context.newPage();
      await page.goto(`./article/${file}`);
      await expect(page.locator('figcaption', { hasText: flower }).first()).toBeVisible();
      const sentence = page.locator('noscript p');
      await expect(sentence).toBeVisible();
      await expect(sentence).toContainText(noScript);
      await context.close();
    });
  });
}

test('it is linked from both pages, in the reader’s language, and no visitor downloads it unasked', async ({
  page,
}) => {
  await page.goto('./?device=cpu');
  await page.getByTestId('language-zh-Hans').click();
  await page.getByRole('link', { name: '文章示例' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await page.goto('./train.html');
  await page.getByTestId('language-en').click();
  await page.getByRole('link', { name: 'Demo article' }).click();
  await expect(page.locator('h1')).toContainText('daisy');
  const worker = readFileSync(path.resolve(import.meta.dirname, '../../dist/sw.js'), 'utf8');
  expect(worker).toContain('index.html');
  expect(worker).not.toContain('article/index.html');
  expect(worker).not.toContain('kiln-backbone');
});
