/** The first journey: show the page pictures and read what is on them. */
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { withCamera } from './support/fake-camera.js';
import { addFiles, bestGuess, card, fixture, openStudio, readJson } from './support/studio.js';

const picture = (name: string): string => fixture(`pictures/${name}`);

test('a sample is classified with one click, and says how long it took and where', async ({ page }) => {
  await openStudio(page);
  await page.getByTestId('sample-parrot').click();
  const answer = page.getByTestId('result-card');
  await expect(answer.getByTestId('prediction')).toHaveCount(5);
  await expect(bestGuess(answer)).toContainText('macaw');
  await expect(bestGuess(answer)).toContainText('%');
  await expect(answer).toContainText(/\d+\s?ms on the CPU/);
  await expect(page.getByTestId('device-line')).toContainText(/Running on the CPU(, on \d threads)?\. You chose it\./);
});

test('where no guess reaches half of the probability, the headline says so and names nothing', async ({ page }) => {
  const widthOf = (text: string): Promise<number> =>
    page.getByText(text, { exact: true }).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  await openStudio(page);
  await page.getByTestId('sample-cat').click();
  const cat = page.getByTestId('result-card').first();
  await expect(cat.getByTestId('unsure')).toHaveText('Not sure');
  await expect(cat).toContainText('No single guess reaches 50%.');
  await expect(cat.getByTestId('prediction')).toHaveCount(5);
  await expect(bestGuess(cat)).toContainText('Egyptian Mau');
  expect(await widthOf('Not sure')).toBeGreaterThan(2 * (await widthOf('Egyptian Mau')));
  await expect(page.getByTestId('status-live')).toContainText('Cat: not sure. The best guess is Egyptian Mau, 4');

  await page.getByTestId('language-zh-Hans').click();
  await expect(cat.getByTestId('unsure')).toHaveText('不太确定');
});

test('each of the seven samples has a name in the headline or says that there is none', async ({ page }) => {
  await openStudio(page);
  await expect(page.getByTestId('sample-owl')).toContainText('Owl: a hard one');
  for (const [sample, answer, isSure] of [
    ['parrot', 'macaw', true],
    ['hot_dog', 'hot dog', true],
    ['bird', 'chickadee', true],
    // Its thousand classes have no sunflower.
    ['sunflower', 'daisy', true],
    ['cat', 'Egyptian Mau', false],
    ['pets', 'Boston Terrier', false],
    // Nor this owl.
    ['owl', 'ruffed grouse', false],
  ] as const) {
    await page.getByTestId(`sample-${sample}`).click();
    const shown = page.getByTestId('result-card').first();
    await expect(bestGuess(shown), sample).toContainText(answer);
    await expect(shown.getByTestId('unsure'), sample).toHaveCount(isSure ? 0 : 1);
  }
});

test('pictures dropped before the model is there wait for it', async ({ page }) => {
  // The weights are held back until the picture is in.
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.safetensors', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('./?device=cpu');
  await addFiles(page, [picture('bird.jpg')]);
  await expect(card(page, 'bird.jpg')).toContainText('Waiting for the model');
  release();
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
});

test('a dozen pictures are a queue with progress, and each is answered', async ({ page }) => {
  await openStudio(page);
  const names = Object.keys(readJson<Record<string, unknown>>('reference/flowers25_top1.json')).slice(0, 12);
  await addFiles(page, names.map(picture));
  await expect(page.getByTestId('queue-progress')).toContainText('of 12');
  await expect(page.getByTestId('queue-progress')).toHaveText('12 of 12 done');
  await expect(page.getByTestId('result-card')).toHaveCount(12);
  await expect(page.locator('[data-testid=result-card][data-state=done]')).toHaveCount(12);
});

test('dropping and pasting do the same as choosing', async ({ page }) => {
  await openStudio(page);
  const bytes = [...readFileSync(picture('hot_dog.jpg'))];
  for (const [event, name] of [
    ['drop', 'dropped.jpg'],
    ['paste', 'pasted.jpg'],
  ] as const) {
    await page.evaluate(
      ({ event, name, bytes }) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' }));
        window.dispatchEvent(
          event === 'drop'
            ? new DragEvent('drop', { dataTransfer: transfer, cancelable: true })
            : new ClipboardEvent('paste', { clipboardData: transfer, cancelable: true }),
        );
      },
      { event, name, bytes },
    );
    await expect(bestGuess(card(page, name))).toContainText('hot dog');
  }
});

test('a removed answer comes back with undo', async ({ page }) => {
  await openStudio(page);
  await addFiles(page, [picture('bird.jpg')]);
  await expect(bestGuess(card(page, 'bird.jpg'))).toBeVisible();
  await page.getByRole('button', { name: 'Remove bird.jpg' }).click();
  await expect(page.getByTestId('result-card')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(bestGuess(card(page, 'bird.jpg'))).toContainText('chickadee');
});

test('good and bad files: each gives its answer or a sentence that names it', async ({ page }) => {
  type Expected = { answer?: number; error?: string; width?: number; height?: number; onDemand?: boolean };
  const expected = Object.entries(readJson<Record<string, Expected>>('bad/expected.json')).filter(
    ([, { onDemand }]) => !onDemand,
  );
  const model = readJson<{ en: string[] }>('../../crates/core/assets/labels/imagenet1k.json');
  await openStudio(page);
  await addFiles(
    page,
    expected.map(([file]) => fixture(`bad/${file}`)),
  );
  await expect(page.getByTestId('queue-progress')).toHaveText(`${expected.length} of ${expected.length} done`, {
    timeout: 120_000,
  });
  const sentences: Record<string, RegExp> = {
    'picture.empty': /is empty/,
    'picture.damaged': /is damaged or incomplete/,
    'picture.not-a-picture': /is not a picture|is a PDF file/,
    'picture.too-large': /20,?000 × 20,?000 pixels; the limit is 100 megapixels/,
    'picture.too-small': /is only .* pixels; it needs at least/,
    'picture.unsupported-format': /is in the format TIFF, which this browser cannot open/,
  };
  for (const [file, { answer, error, width, height }] of expected) {
    const shown = card(page, file);
    if (error) {
      await expect(shown.getByTestId('result-error'), file).toContainText(`“${file}”`);
      await expect(shown.getByTestId('result-error'), file).toContainText(sentences[error]!);
    } else {
      await expect(bestGuess(shown), file).toContainText(model.en[answer!]!);
      await expect(shown, file).toContainText(`${width} × ${height}`);
    }
  }
  // The page goes on.
  await page.getByTestId('sample-hot_dog').click();
  await expect(bestGuess(card(page, 'Hot dog'))).toContainText('hot dog');
});

test('a photo of 40 megapixels is answered, with a note', async ({ page }) => {
  await openStudio(page);
  const bytes = [...readFileSync(picture('parrot.jpg'))];
  await page.evaluate(async (bytes) => {
    const small = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(5200, 7680);
    canvas.getContext('2d')!.drawImage(small, 0, 0, 5200, 7680);
    const large = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.5 });
    const transfer = new DataTransfer();
    transfer.items.add(new File([large], 'large.jpg'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }, bytes);
  await expect(bestGuess(card(page, 'large.jpg'))).toContainText('macaw');
  await expect(card(page, 'large.jpg')).toContainText('5200 × 7680');
  await expect(card(page, 'large.jpg')).toContainText('made smaller');
});

test('the rest of a queue can be cancelled and brought back', async ({ page }) => {
  await openStudio(page);
  const names = Object.keys(readJson<Record<string, unknown>>('reference/flowers25_top1.json'));
  await addFiles(page, [...names, ...names, ...names].map(picture));
  await page.getByTestId('queue-cancel').click();
  const count = await page.getByTestId('result-card').count();
  expect(count).toBeLessThan(names.length * 3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('[data-testid=result-card][data-state=done]')).toHaveCount(names.length * 3);
});

test('the camera takes a picture', async ({ playwright, baseURL }) => {
  await withCamera({ playwright, baseURL }, async (page) => {
    await openStudio(page);
    await page.getByTestId('camera-open').click();
    await page.getByTestId('camera-shoot').click();
    // What the model calls the pattern does not matter.
    await expect(page.getByTestId('prediction')).toHaveCount(5);
    await expect(page.locator('#camera-dialog')).toBeHidden();
    // The light must go out.
    expect(await page.evaluate(() => document.querySelector('video')!.srcObject)).toBeNull();
  });
});

/** The dialog says why there is no picture, takes none, and gives the focus back. */
async function expectNoCamera(page: Page, sentence: string): Promise<void> {
  await openStudio(page);
  await page.getByTestId('camera-open').click();
  await expect(page.locator('#camera-message')).toContainText(sentence);
  await expect(page.getByTestId('camera-shoot')).toBeDisabled();
  // It may be allowed or connected meanwhile.
  await expect(page.getByTestId('camera-retry')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#camera-message')).toContainText(sentence);
  await expect(page.getByTestId('camera-retry')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('camera-open')).toBeFocused();
}

test('a refused camera is explained', async ({ playwright, baseURL }) => {
  // Without somebody to ask, the browser refuses.
  await withCamera({ playwright, baseURL }, (page) => expectNoCamera(page, 'The camera is blocked for this page.'), {
    isAllowed: false,
  });
});

test('a missing camera is explained', async ({ page }) => {
  await expectNoCamera(page, 'No camera was found on this device.');
});
