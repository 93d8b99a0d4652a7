/** What leaves and enters the training page as files, and the examples to start from. */
import { expect, test } from '@playwright/test';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readFileSync, writeFileSync } from 'node:fs';
import { withCamera } from './support/fake-camera.js';
import {
  chooseModelFile,
  expectNoClearDifference,
  fillTwoClasses,
  newProject,
  openAdvanced,
  openClassMenu,
  openExample,
  openProjectMenu,
  openTab,
  openTraining,
  photosOf,
  renameProject,
  saveModel,
  set,
} from './support/training.js';
import type { Download, Page } from '@playwright/test';

async function saved(page: Page, testId: string): Promise<{ bytes: Buffer; download: Download }> {
  const waiting = page.waitForEvent('download');
  await page.getByTestId(testId).click();
  const download = await waiting;
  return { bytes: readFileSync(await download.path()), download };
}

test('a project leaves as a zip and comes back with pictures, model and figures', async ({ page }, info) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await renameProject(page, 'Two / flowers');
  await set(page, 'validationShare', 0.4);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('of 4 right');
  const said = await page.getByTestId('accuracy').textContent();
  const model = await saveModel(page);
  await page.getByTestId('publish-title').fill('Which flower?');

  await openProjectMenu(page);
  const { bytes, download } = await saved(page, 'project-save');
  expect(download.suggestedFilename()).toBe('Two _ flowers.zip');
  const entries = unzipSync(bytes);
  const names = Object.keys(entries);
  expect(names.filter((name) => name.startsWith('samples/daisy/'))).toHaveLength(5);
  expect(Buffer.from(entries['models/version-1.safetensors'] ?? []).equals(model)).toBe(true);

  const file = info.outputPath('project.zip');
  writeFileSync(file, bytes);
  await page.getByTestId('project-file').setInputFiles(file);
  await expect(page.getByTestId('project').locator('option')).toHaveCount(2);
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '5 pictures']);
  await expect(page.getByTestId('project-name')).toHaveValue('Two / flowers');
  await expect(page.getByTestId('accuracy')).toHaveText(said ?? '');
  expect((await saveModel(page)).equals(model)).toBe(true);
  await openTab(page, 'matrix');
  await page.getByTestId('confusion').getByRole('button').first().click();
  await expect(page.getByTestId('confusion-pictures').locator('img').first()).toBeVisible();
  // What was chosen and filled in comes along.
  await openAdvanced(page);
  await expect(page.getByTestId('setting-validationShare')).toHaveValue('0.4');
  await expect(page.getByTestId('publish-title')).toHaveValue('Which flower?');

  // Deleting can be undone.
  await openProjectMenu(page);
  await page.getByTestId('project-delete').click();
  await expect(page.getByTestId('project').locator('option')).toHaveCount(1);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('project').locator('option')).toHaveCount(2);

  // What is no project changes nothing.
  const broken: [Record<string, Uint8Array>, string][] = [
    [{ 'project.json': strToU8('{"format":"kiln-project"}') }, 'project.json is missing or invalid'],
    [{ 'x.txt': strToU8('x') }, 'not a Kiln project'],
  ];
  for (const [content, sentence] of broken) {
    writeFileSync(file, zipSync(content));
    await page.getByTestId('project-file').setInputFiles(file);
    await expect(page.getByTestId('toast')).toContainText(sentence);
    await expect(page.getByTestId('project').locator('option')).toHaveCount(2);
  }

  // Settings that cannot be used are left, and nothing else with them.
  const described = JSON.parse(strFromU8(entries['project.json'] ?? new Uint8Array())) as { training: object };
  const changed = { ...described, training: { ...described.training, architecture: 'of-tomorrow' } };
  writeFileSync(file, zipSync({ ...entries, 'project.json': strToU8(JSON.stringify(changed)) }));
  await page.getByTestId('project-file').setInputFiles(file);
  await expect(page.getByTestId('project').locator('option')).toHaveCount(3);
  await expect(page.getByTestId('accuracy')).toHaveText(said ?? '');
  await expect(page.getByTestId('publish-title')).toHaveValue('Which flower?');

  // Of a project that is not whole, the rest opens, and what is missing is named.
  writeFileSync(file, zipSync({ ...entries, 'models/version-1.safetensors': model.subarray(0, 900) }));
  await page.getByTestId('project-file').setInputFiles(file);
  await expect(page.getByTestId('project').locator('option')).toHaveCount(4);
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '5 pictures']);
  await expect(page.getByTestId('intake-status')).toContainText('version-1.safetensors');
});

test('a picture that has gone while the project is being saved is left out, and the rest is saved', async ({
  page,
}) => {
  await openTraining(page);
  await fillTwoClasses(page);
  // As another tab would, between the reading of the list and that of the picture.
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('kiln');
        opening.onerror = () => reject(new Error('unreadable'));
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('pictureFiles', 'readwrite');
          const files = transaction.objectStore('pictureFiles');
          files.getAllKeys().onsuccess = ({ target }) => files.delete((target as IDBRequest<string[]>).result[0] ?? '');
          transaction.oncomplete = resolve;
        };
      }),
  );
  await openProjectMenu(page);
  const { bytes } = await saved(page, 'project-save');
  const entries = unzipSync(bytes);
  const described = JSON.parse(strFromU8(entries['project.json'] ?? new Uint8Array())) as { pictures: unknown[] };
  expect(described.pictures).toHaveLength(9);
  expect(Object.keys(entries).filter((name) => name.startsWith('samples/'))).toHaveLength(9);
});

test('a model is saved for other programs, opened again, reported and checked with every picture', async ({
  page,
}, info) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await set(page, 'epochs', 20);
  await set(page, 'weightDecay', 0.00002);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('right');

  await openTab(page, 'export');
  const onnx = await saved(page, 'onnx-download');
  // Names of the graph stand in the file as they are; ONNX Runtime opens such files in `npm test`.
  expect(onnx.bytes.includes('probabilities')).toBe(true);
  expect(onnx.bytes.length).toBeGreaterThan(13e6);

  const whole = await saved(page, 'whole-download');
  expect(whole.bytes.includes('backbone.head.weight')).toBe(true);
  expect(whole.bytes.length).toBeLessThan(8e6);

  const report = await saved(page, 'report-download');
  const html = report.bytes.toString();
  expect(html).toContain('daisy');
  expect(html).not.toContain('<script');
  const sheet = await page.context().newPage();
  await sheet.setContent(html);
  await expect(sheet.getByRole('heading', { level: 1 })).toContainText('Version 1');
  // Both drawings can be read off: values at the side, epochs below.
  const [loss, accuracy] = [sheet.locator('figure').first(), sheet.locator('figure').last()];
  await expect(accuracy.locator('text[text-anchor=end]')).toHaveText(['0%', '20%', '40%', '60%', '80%', '100%']);
  const values = (await loss.locator('text[text-anchor=end]').allTextContents()).map(Number);
  expect(values.length).toBeGreaterThan(2);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  for (const figure of [loss, accuracy]) {
    await expect(figure.locator('text[text-anchor=middle]')).toHaveText(['5', '10', '15', '20', 'Epoch']);
  }
  await expect(loss.getByRole('img')).toHaveAccessibleName(/^Loss: training [\d.]+, validation [\d.]+$/);
  // What was changed comes first, the rest in one paragraph.
  const settings = sheet.locator('dl').last();
  await expect(settings.locator('dt')).toHaveText(['Model', 'Device', 'Epochs', 'Weight decay']);
  await expect(settings.locator('dd').last()).toHaveText('0.00002');
  await expect(sheet.getByText(/^Left at their defaults: .*Batch size: \d+ · /)).toBeVisible();
  await sheet.close();

  await openTab(page, 'mistakes');
  await page.getByTestId('folds-start').click();
  await expect(page.getByTestId('folds-accuracy')).toContainText('of 10 right');

  const model = info.outputPath('model.safetensors');
  writeFileSync(model, whole.bytes);
  await newProject(page);
  await chooseModelFile(page, model);
  await expect(page.getByTestId('accuracy')).toContainText('right');
  await page.getByTestId('try-input').setInputFiles(photosOf('tulips')[0] ?? '');
  await expect(page.getByTestId('try-best')).toHaveText('tulips');
  writeFileSync(model, readFileSync(model).subarray(0, 5000));
  await chooseModelFile(page, model);
  await expect(page.getByTestId('toast')).toContainText('damaged');
});

test('varied copies, early stopping and a test set are used and reported', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  const first = page.getByTestId('class-card').first();
  await first.getByTestId('picture-open').first().focus();
  await page.keyboard.press('t');
  await expect(page.getByTestId('plan')).toContainText('1 picture is set aside');
  await set(page, 'augmentation.crop', 0.2);
  await set(page, 'augmentation.variants', 2);
  await set(page, 'earlyStopping', 3);
  await set(page, 'validationShare', 0.4);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('test-accuracy')).toContainText('of 1 right');
  const model = await saveModel(page);
  const header = model.subarray(8, 8 + Number(model.readBigUInt64LE(0))).toString();
  const card = JSON.parse(
    (JSON.parse(header) as { __metadata__: Record<string, string> }).__metadata__['kiln.card'] ?? '',
  ) as {
    training: { settings: unknown; numTest: number; numTrain: number };
  };
  expect(card.training).toMatchObject({
    numTest: 1,
    settings: { earlyStopping: 3, augmentation: { variants: 2, flip: false } },
  });

  // A second version can be compared with the first on the pictures kept back for both.
  await set(page, 'epochs', 2);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('version').locator('option')).toHaveCount(2);
  await openTab(page, 'compare');
  await page.getByTestId('compare-with').selectOption({ index: 1 });
  // The sentence is plain; the test's name and figure are a key press away.
  await expectNoClearDifference(page);
  const note = page.getByTestId('chance-note').first();
  await expect(note.getByText('McNemar')).toBeHidden();
  await note.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(note.getByText(/^McNemar’s test, p = [\d.]+: /)).toBeVisible();
  // Two classes: the threshold moves.
  await openTab(page, 'scores');
  const said = page.getByTestId('threshold-said');
  const before = await said.textContent();
  await page.getByTestId('threshold').fill('1');
  await expect(said).not.toHaveText(before ?? '');
});

test('examples open in one step, and Teachable Machine samples become classes', async ({ page }, info) => {
  await openTraining(page);
  await openExample(page, 'flowers');
  await expect(page.getByTestId('class-count')).toHaveText(Array<string>(5).fill('30 pictures'));
  await expect(page.getByTestId('project-name')).toHaveValue('Five flowers');

  await newProject(page);
  const samples = photosOf('roses')
    .slice(0, 2)
    .map((file) => readFileSync(file));
  const project = info.outputPath('project.zip');
  writeFileSync(
    project,
    zipSync({ 'Class 1-!-0.jpg': samples[0] ?? new Uint8Array(), 'Rose-!-0.jpg': samples[1] ?? new Uint8Array() }),
  );
  await page.getByTestId('zip-input').setInputFiles(project);
  await expect(page.getByTestId('class-name').nth(1)).toHaveValue('Rose');
  const single = info.outputPath('Tulip-samples.zip');
  writeFileSync(single, zipSync({ '0.jpg': readFileSync(photosOf('tulips')[0] ?? '') }));
  await page.getByTestId('zip-input').setInputFiles(single);
  await expect(page.getByTestId('class-name').nth(2)).toHaveValue('Tulip');
});

test('the opening of a project can be stopped, and keeps nothing', async ({ page }) => {
  await openTraining(page);
  await openExample(page, 'doodles');
  await expect(page.getByTestId('project-status')).toContainText('of 600');
  await page.getByTestId('project-stop').click();
  await expect(page.getByTestId('toast')).toContainText('Nothing from the project was kept');
  await expect(page.getByTestId('project-stop')).toBeHidden();
  await page.reload();
  await expect(page.getByTestId('class-count')).toHaveText(['0 pictures', '0 pictures']);
  await expect(page.getByTestId('project').locator('option')).toHaveCount(1);
});

test('the camera fills a class, in a burst, and answers live', async ({ playwright, baseURL }) => {
  await withCamera({ playwright, baseURL }, async (page) => {
    await openTraining(page);
    await fillTwoClasses(page);
    const card = page.getByTestId('class-card').first();
    await card.getByTestId('class-camera').click();
    const shoot = page.getByTestId('capture-shoot');
    await expect(shoot).toBeEnabled();
    await shoot.focus();
    await shoot.press('Enter');
    await expect(page.getByTestId('capture-status')).toContainText('3 pictures taken');
    await shoot.press('Enter');
    await page.getByTestId('capture-done').click();
    await expect(card.getByTestId('class-count')).not.toHaveText('5 pictures');
    await page.getByTestId('train-start').click();
    await expect(page.getByTestId('accuracy')).toBeVisible();
    await page.getByTestId('live-start').click();
    await expect(page.getByTestId('live-answer')).toContainText(/daisy|tulips|None of these|Not sure/);
    await page.getByTestId('live-start').click();
    await expect(page.getByTestId('live-answer')).toBeHidden();
  });
});

test('classes change places and are merged, with a way back', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  const names = page.getByTestId('class-name');
  await (await openClassMenu(page, 0)).getByRole('button', { name: 'Move down' }).click();
  await expect(names.nth(0)).toHaveValue('tulips');
  await (await openClassMenu(page, 0)).getByRole('combobox').selectOption('daisy');
  await expect(page.getByTestId('class-count')).toHaveText(['10 pictures']);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('class-count')).toHaveText(['5 pictures', '5 pictures']);
  await expect(names.nth(0)).toHaveValue('tulips');
});
