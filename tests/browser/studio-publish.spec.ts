/** Publishing as newcomers do it: what is typed stays, what is seen is what readers get, what comes next is said. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { asPicture, checksumOf, daysAgo, line } from './support/answers.js';
import { publish, unzipTo } from './support/article.js';
import { fillTwoClasses, openTraining, photosOf, set } from './support/training.js';

const TITLE = 'Which flower is it?';
const ADDRESS = 'https://news.example/flowers/';

let folder = '';
let context: BrowserContext;
let page: Page;
/** The checksum of the model that was published. */
let model = '';

const preview = () => page.frameLocator('[data-testid=preview-frame]');
const widget = () => preview().locator('kiln-classifier');
const samples = () => page.getByTestId('publish-sample');

async function train(): Promise<void> {
  await page.getByTestId('train-start').click();
}

/** One publisher, from the first training on: each test goes on where the one before has ended. */
test.describe
  .serial('a form that is filled in', () => {
    test.beforeAll(async ({ browser }) => {
      folder = mkdtempSync(path.join(tmpdir(), 'kiln-studio-publish-'));
      context = await browser.newContext({ acceptDownloads: true });
      page = await context.newPage();
      await openTraining(page);
      await fillTwoClasses(page);
      await set(page, 'epochs', 5);
      await set(page, 'validationShare', 0.5);
      await train();
      await expect(page.getByTestId('accuracy')).toBeVisible();
    });

    test.afterAll(async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test('asks for a title, by an example, and publishes nothing without', async () => {
      const title = page.getByTestId('publish-title');
      await expect(title).toHaveValue('');
      await expect(title).toHaveAttribute('placeholder', 'Which bird is it?');
      await expect(page.getByTestId('publish-title-problem')).toBeEmpty();
      await page.getByTestId('publish-site').click();
      await expect(title).toBeFocused();
      await expect(page.getByTestId('publish-title-problem')).toHaveText('Enter a title first.');
      await expect(page.getByTestId('publish-outcome')).toBeHidden();
    });

    test('proposes three pictures, and each is its own check box', async () => {
      const chosen = () =>
        samples().evaluateAll((all) => all.filter((box) => (box as HTMLInputElement).checked).length);
      expect(await samples().count()).toBeGreaterThan(3);
      expect(await chosen()).toBe(3);
      // Where the picture is.
      await page.locator('.publish-sample').nth(3).click();
      expect(await chosen()).toBe(4);
      await page.locator('.publish-sample').first().click();
      expect(await chosen()).toBe(3);
      await samples().first().press('Space');
      expect(await chosen()).toBe(4);
    });

    test('is shown as readers will meet it, as wide as a desktop and as a phone', async () => {
      await expect(preview().locator('h1')).toHaveText('Your title');
      await page.getByTestId('publish-title').fill(TITLE);
      await page.getByTestId('publish-lede').fill('Photograph one and ask.');
      await expect(preview().locator('h1')).toHaveText(TITLE);
      await expect(preview().locator('h1 + p')).toHaveText('Photograph one and ask.');
      await expect(widget()).toHaveAttribute('alt', TITLE);
      await expect(preview().locator('figure[slot=samples]')).toHaveCount(4);
      const width = () =>
        preview()
          .locator('html')
          .evaluate(() => innerWidth);
      expect(await width()).toBe(800);
      await page.getByTestId('preview-phone').check();
      await expect.poll(width).toBe(375);
    });

    test('is the real widget, which in here sends nothing and keeps nothing', async () => {
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('reader-answers')));
      await page.getByTestId('publish-feedback').check();
      await page.getByTestId('publish-feedbackUrl').fill('https://news.example/answers');
      await expect(widget()).toHaveAttribute('feedback-url', 'https://news.example/answers');
      await preview().getByRole('button', { name: 'Try it with your own picture' }).click();
      await widget()
        .locator('input[type=file]')
        .setInputFiles(photosOf('daisy')[0] ?? '');
      await expect(preview().locator('[part=verdict]')).toContainText(/daisy|tulips|none/);
      const feedback = preview().locator('[part=feedback]');
      await feedback.getByRole('button', { name: 'Yes' }).click();
      await feedback.getByRole('button', { name: 'Send' }).click();
      await expect(feedback).toContainText('Your feedback was sent');
      expect(await kept()).toEqual([]);
      expect(requests.filter((url) => url.includes('news.example'))).toEqual([]);
      // Another sentence above it does not take the answer away.
      await page.getByTestId('publish-lede').fill('Ask it.');
      await expect(preview().locator('h1 + p')).toHaveText('Ask it.');
      await expect(preview().locator('[part=verdict]')).toBeVisible();
    });

    test('shows no button that says "Send" where nothing is sent, and one rule between two parts', async () => {
      await page.getByTestId('publish-feedbackUrl').fill('');
      await expect(widget()).not.toHaveAttribute('feedback-url');
      await preview().getByRole('button', { name: 'Try it with your own picture' }).click();
      await widget()
        .locator('input[type=file]')
        .setInputFiles(photosOf('tulips')[0] ?? '');
      const feedback = preview().locator('[part=feedback]');
      await expect(feedback).toContainText('Is that right?');
      const [why, asked] = [preview().locator('.feedback').first(), feedback];
      const bottom = await why.evaluate((element) => getComputedStyle(element).borderBlockEndWidth);
      const top = await asked.evaluate((element) => getComputedStyle(element).borderBlockStartWidth);
      expect([bottom, top]).toEqual(['1px', '0px']);
      await feedback.getByRole('button', { name: 'No' }).click();
      await feedback.getByRole('combobox').selectOption({ index: 1 });
      await expect(feedback.getByRole('button')).toHaveText(['OK']);
      await feedback.getByRole('button', { name: 'OK' }).click();
      await expect(feedback).toContainText('Your feedback stays on this device');
    });

    test('keeps every letter through a run that ends, another language and a reload', async () => {
      const typed = { title: 'Half a ti', lede: 'a sentence', address: 'https://news.ex', feedbackUrl: 'https://n' };
      const expectTyped = async () => {
        for (const [field, text] of Object.entries(typed)) {
          await expect(page.getByTestId(`publish-${field}`)).toHaveValue(text);
        }
        await expect(samples().first()).toBeChecked({ checked: false });
        await expect(page.getByTestId('publish-camera')).not.toBeChecked();
      };
      await page.getByTestId('publish-camera').uncheck();
      await samples().first().uncheck();
      await train();
      for (const [field, text] of Object.entries(typed)) await page.getByTestId(`publish-${field}`).fill(text);
      await page.getByTestId('publish-title').fill('Half a');
      await page.getByTestId('publish-title').pressSequentially(' ti');
      await expect(page.getByTestId('version').locator('option')).toHaveCount(2, { timeout: 60_000 });
      await expect(page.getByTestId('publish-title')).toBeFocused();
      await expectTyped();
      await page.getByRole('button', { name: '简体中文' }).click();
      await expect(page.getByTestId('publish-site')).toHaveText(/zip/);
      await expectTyped();
      await page.getByRole('button', { name: 'English' }).click();
      // At once: what was typed a moment ago is there as well.
      await page.getByTestId('publish-title').fill('Half a tit');
      typed.title = 'Half a tit';
      await page.reload();
      await expectTyped();
    });

    test('leads from the folder to the article in three steps', async () => {
      await page.getByTestId('publish-title').fill(TITLE);
      await page.getByTestId('publish-feedback').uncheck();
      await page.getByTestId('publish-address').fill('');
      const site = path.join(folder, 'site');
      unzipTo(await publish(page, 'site'), site);
      model = checksumOf(readFileSync(path.join(site, 'model.safetensors')));
      const steps = page.getByTestId('publish-steps');
      await expect(steps.getByRole('heading', { level: 4 })).toHaveText(['Upload', 'Paste', 'Check']);
      await expect(page.getByTestId('publish-qr')).toBeHidden();
      const snippet = page.getByTestId('publish-snippet');
      await expect(snippet).toHaveValue(readFileSync(path.join(site, 'snippet.html'), 'utf8'));
      await page.getByTestId('publish-enter-address').click();
      await expect(page.getByTestId('publish-address')).toBeFocused();
      // As somebody copies it from a browser.
      await page.keyboard.insertText(`${ADDRESS}index.html?from=here`);
      await expect(snippet).toHaveValue(new RegExp(`src="${ADDRESS}kiln-classifier.js"`));
      await page.getByTestId('publish-code-tab-element').press('ArrowRight');
      await expect(page.getByTestId('publish-snippet-iframe')).toHaveValue(
        new RegExp(`^<iframe src="${ADDRESS}embed.html"`),
      );
      await expect(page.getByTestId('publish-open')).toHaveAttribute('href', ADDRESS);
      await expect(page.getByTestId('publish-qr')).toHaveAccessibleName(`QR code of ${ADDRESS}`);
      // The address changes the code alone; anything else is not in the folder yet.
      await expect(page.getByTestId('publish-changed')).toBeHidden();
      await page.getByTestId('publish-lede').fill('Something new');
      await expect(page.getByTestId('publish-changed')).toBeVisible();
      await expectAccessible(page, '#publish');
    });

    test('says of the rejected what the evaluation says, and of the bits what is so', async () => {
      const agreement = page.getByTestId('publish-agreement');
      await expect(agreement).toContainText(/uses 8 bits per number\. .* gives the same answer for \d+ of \d+\./);
      await page.getByTestId('check-tab-scores').click();
      const scores = (await page.locator('#check-panel-scores').textContent()) ?? '';
      const rate = /Rejected by mistake: \d+ of \d+ pictures held back \(([\d.]+%)\)/.exec(scores)?.[1];
      expect(rate).toBeTruthy();
      await expect(agreement).toContainText(
        new RegExp(`It rejects (${rate} of them by mistake as “none of these”, as shown|.* it was ${rate}\\.$)`),
      );
    });

    test('takes feedback where it is let go, and stops reading when asked to', async () => {
      const zone = page.locator('.feedback-zone');
      const text = line('a', answer('daisy', null)) + line('b', answer('tulips', 'daisy'));
      const drag = (type: string) =>
        zone.evaluate(
          (element, { type, text }) => {
            const data = new DataTransfer();
            data.items.add(new File([text], 'dropped.jsonl'));
            element.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
          },
          { type, text },
        );
      await drag('dragenter');
      await expect(zone).toHaveAttribute('data-drop', 'Load this feedback');
      await drag('drop');
      await expect(zone).not.toHaveAttribute('data-drop');
      await expect(page.getByTestId('readers-outcomes')).toContainText('dropped.jsonl 2 responses added.');

      const many = Array.from({ length: 60_000 }, (_, index) => line(`m${index}`, answer('daisy', 'daisy'))).join('');
      await page
        .getByTestId('readers-files')
        .setInputFiles({ name: 'many.jsonl', mimeType: 'application/json', buffer: Buffer.from(many) });
      await page.getByTestId('readers-progress').getByRole('button', { name: 'Stop' }).click();
      await expect(page.getByTestId('readers-outcomes')).toContainText('Stopped. What was read so far is kept.');
      await expect(page.getByTestId('readers-load')).toBeFocused();
    });

    test('shows figures and pictures side by side, and Tab comes to the tray once', async () => {
      const pictures = photosOf('daisy').map((file, index) =>
        line(`p${index}`, { ...answer('tulips', 'daisy'), picture: asPicture(file) }),
      );
      await page.getByTestId('readers-files').setInputFiles({
        name: 'pictures.jsonl',
        mimeType: 'application/json',
        buffer: Buffer.from(pictures.join('')),
      });
      const cards = page.getByTestId('tray-card');
      await expect(cards).toHaveCount(5);
      const [figures, tray] = await Promise.all([
        page.getByTestId('field-report').boundingBox(),
        page.getByTestId('tray').boundingBox(),
      ]);
      expect(tray?.x).toBeGreaterThan((figures?.x ?? 0) + (figures?.width ?? 0) - 1);
      const stops = page.locator('.tray-cards [data-feedback][tabindex="0"]');
      await expect(stops).toHaveCount(1);
      await cards.first().focus();
      await page.keyboard.press('ArrowRight');
      await expect(cards.nth(1)).toBeFocused();
      await expect(stops).toHaveCount(1);
      // What takes its place has the focus, by identity: the third, not whatever comes to stand there.
      const third = await cards.nth(2).getAttribute('data-feedback');
      await page.keyboard.press('r');
      await expect(cards).toHaveCount(4);
      await expect(page.locator(`[data-feedback="${third}"]`)).toBeFocused();
      await page.keyboard.press('Control+z');
      await expect(cards).toHaveCount(5);
      await page.keyboard.press('Control+Shift+z');
      await expect(cards).toHaveCount(4);
      await expectAccessible(page, '#readers');
    });
  });

const answer = (predicted: string, actual: string | null) => ({
  modelId: 'kiln-transfer',
  modelSha256: model,
  predicted,
  probability: 0.75,
  actual,
  day: daysAgo(1),
});

test('on a phone it fits the screen, and passes the address on by the phone’s own way', async ({ browser }) => {
  const phone = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    acceptDownloads: true,
  });
  const shared: unknown[] = [];
  page = await phone.newPage();
  await page.exposeFunction('hear', (data: unknown) => void shared.push(data));
  await page.addInitScript(() => {
    Object.assign(navigator, {
      canShare: () => true,
      share: (data: unknown) => (window as unknown as { hear(data: unknown): Promise<void> }).hear(data),
    });
  });
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'epochs', 2);
  await train();
  await expect(page.getByTestId('accuracy')).toBeVisible();
  await page.getByTestId('publish-title').fill(TITLE);
  await page.getByTestId('publish-address').fill(ADDRESS);
  await publish(page, 'site');
  await page.getByTestId('publish-share').click();
  await expect.poll(() => shared).toEqual([{ url: ADDRESS, title: TITLE }]);
  await expect(page.getByTestId('preview-phone')).toBeChecked();
  await expect(preview().locator('h1')).toHaveText(TITLE);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await phone.close();
});
