/** What people hold since version 0.1 (tests/fixtures/of-0.1) opens, and does what it did. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { publish, serveFolder, unzipTo } from './support/article.js';
import { putPage, putSite } from './support/article-of-0.1.js';
import { restoreStorage } from './support/browser-storage.js';
import {
  ask,
  expectAnswers,
  expected,
  expectLook,
  look,
  modelFile,
  openModel,
  storedBrowser,
  weightsOf,
  type Answered,
} from './support/of-0.1.js';
import { answersIn, startReceiver } from './support/receiver.js';
import { fixture } from './support/studio.js';
import { openTab, openTraining, photosOf, saveModel } from './support/training.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const picturesOf = (answers: readonly Answered[] = []) => answers.map(({ picture }) => picture);

/** Opens the project of 0.1 in a fresh browser. */
async function openProject(page: Page): Promise<void> {
  await openTraining(page);
  await page.getByTestId('project-file').setInputFiles(fixture('of-0.1/project.zip'));
  await expect(page.getByTestId('project-name')).toHaveValue(expected().project.look.name);
  await expect(page.getByTestId('version').locator('option')).toHaveCount(expected().project.look.versions.length);
}

test('every kind of model opens, and answers as it did', async ({ page }) => {
  await openTraining(page);
  for (const model of expected().models) {
    const file = modelFile(model);
    await openModel(page, model.name, file);
    if (model.page.accuracy) await expect(page.getByTestId('accuracy'), model.name).toContainText(model.page.accuracy);
    expectAnswers(await ask(page, picturesOf(model.page.answers)), model.page.answers, model.name);
    expect(weightsOf(await saveModel(page)).equals(weightsOf(file)), model.name).toBe(true);
  }
});

test('a project’s file opens with its versions, their figures and what readers said', async ({ page }) => {
  const { look: wanted } = expected().project;
  await openProject(page);
  expectLook(await look(page, picturesOf(wanted.versions[0]?.answers)), wanted, 'project.zip');
  await openTab(page, 'matrix');
  await page.getByTestId('confusion').getByRole('button').first().click();
  await expect(page.getByTestId('confusion-pictures').locator('img').first()).toBeVisible();
});

test('readers’ answers of then are known again, and can be read anew', async ({ page }) => {
  const { received, receivedPictures, saved, savedPictures } = expected().readers;
  await openProject(page);
  const outcomes = page.getByTestId('readers-outcomes');
  const files = ['answers.jsonl', 'kiln-answers.json'].map((name) => fixture(`of-0.1/${name}`));
  await page.getByTestId('readers-files').setInputFiles(files);
  await expect(outcomes).toContainText(`answers.jsonl 0 responses added. ${received} responses were already here.`);
  await expect(outcomes).toContainText(`kiln-answers.json 0 responses added. ${saved} responses were already here.`);
  await page.getByTestId('readers-forget').click();
  await expect(page.getByTestId('field-accuracy')).toBeHidden();
  await page.getByTestId('readers-files').setInputFiles(files);
  await expect(outcomes).toContainText(`answers.jsonl ${received} responses added.`);
  await expect(outcomes).toContainText(`kiln-answers.json ${saved} responses added.`);
  await expect(page.getByTestId('tray-card')).toHaveCount(receivedPictures + savedPictures);
});

test.describe('a browser’s storage', () => {
  test.beforeEach(async ({ page }) => {
    // Of the same origin, and nothing there opens the database.
    await page.goto('./icons/favicon.svg');
    await restoreStorage(page, storedBrowser());
    await page.goto('./train.html');
    await expect(page.getByTestId('field-accuracy')).toBeVisible();
  });

  test('holds the projects with everything in them', async ({ page }) => {
    const { look: wanted, projects } = expected().browser;
    const found = await page.getByTestId('project').locator('option').allTextContents();
    expect(found.sort()).toEqual(projects);
    expectLook(await look(page, picturesOf(wanted.versions[0]?.answers)), wanted, 'the stored project');
    // A picture is drawn once it is read.
    await expect(page.getByTestId('picture-open').locator('img')).toHaveCount(
      await page.getByTestId('picture-open').count(),
    );
    for (const image of await page.getByTestId('picture-open').locator('img').all()) {
      await expect.poll(() => image.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    }
    // A run of the other project had not come to its first checkpoint.
    await page.getByTestId('project').selectOption({ label: projects[0] ?? '' });
    await expect(page.getByTestId('restart-text')).toBeVisible();
  });

  test('holds an interrupted run, which ends as it would have', async ({ page }) => {
    const { run, look: wanted } = expected().browser;
    await expect(page.getByTestId('resume-text')).toContainText(`${run.epoch} of ${run.epochs}`);
    await page.getByTestId('resume').click();
    await expect(page.getByTestId('version').locator('option')).toHaveCount(wanted.versions.length + 1);
    await expect(page.getByTestId('resume-text')).toHaveCount(0);
    await page.getByTestId('version').selectOption({ index: 0 });
    // The sums of training are in another order than those of 0.1: a tolerance, as crates/cli/tests/of_0_1.rs has it.
    const ended = weightsOf(readFileSync(fixture('of-0.1/ended-run.safetensors')));
    expect(sha256(ended)).toBe(run.dataSha256);
    const found = weightsOf(await saveModel(page));
    expect(found.length).toBe(ended.length);
    let largest = 0;
    for (let at = 0; at < ended.length; at += 4)
      largest = Math.max(largest, Math.abs(found.readFloatLE(at) - ended.readFloatLE(at)));
    expect(largest).toBeLessThan(1e-3);
  });
});

test.describe('an article', () => {
  let folder = '';

  test.beforeAll(async ({ browser }) => {
    // Where the native tests have not been run before, this compiles the command line.
    test.setTimeout(1_800_000);
    folder = mkdtempSync(path.join(tmpdir(), 'kiln-of-0.1-'));
    const page = await browser.newPage({ acceptDownloads: true });
    await openProject(page);
    unzipTo(await publish(page, 'site'), path.join(folder, 'present'));
    await page.close();
  });

  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('of files beside each other answers with the present script, and its readers can take back what they sent', async ({
    page,
  }) => {
    const { article, readers } = expected();
    const site = path.join(folder, 'site');
    const answers = path.join(folder, 'answers.jsonl');
    copyFileSync(fixture('of-0.1/answers.jsonl'), answers);
    const host = await serveFolder(site);
    const receiver = await startReceiver(answers, new URL(host.url).origin);
    putSite(site, path.join(folder, 'present'), [article.receiver, receiver.address]);
    try {
      await page.goto(`${host.url}NOTICE.txt`);
      const storage = readFileSync(fixture('of-0.1/reader-storage.json'), 'utf8').replaceAll(
        article.receiver,
        receiver.address,
      );
      await page.evaluate((text) => {
        for (const [key, value] of Object.entries(JSON.parse(text) as Record<string, string>))
          localStorage.setItem(key, value);
      }, storage);
      await page.goto(host.url);
      await expect(page.locator('figcaption')).toHaveText(article.captions);
      // What waited for the receiver is sent now.
      await page.getByRole('button', { name: 'Try it with your own picture' }).click();
      const sent = page.locator('kiln-classifier [part=sent]');
      await expect(sent).toContainText(`${readers.received + 1} sent, 0 waiting`);
      expect(answersIn(answers)).toHaveLength(readers.received + 1);
      const found: Answered[] = [];
      for (const { picture } of article.answers) found.push(await classify(page, picture));
      expectAnswers(found, article.answers, 'the article');
      await sent.getByRole('button', { name: 'Delete what I sent' }).click();
      await expect(sent).toContainText('has deleted it');
      expect(answersIn(answers)).toEqual([]);
    } finally {
      host.close();
      await receiver.stop();
    }
  });

  test('in one file answers with the present script', async ({ page }) => {
    const file = path.join(folder, 'article.html');
    writeFileSync(file, putPage(path.join(folder, 'present')));
    await page.goto(pathToFileURL(file).href);
    await page.getByRole('button', { name: 'Try it with your own picture' }).click();
    await page.locator('kiln-classifier input[type=file]').setInputFiles(photosOf('tulips')[0] ?? '');
    await expect(page.locator('kiln-classifier [part=verdict]')).toBeVisible();
    const { answers } = expected().article;
    const found: Answered[] = [];
    for (const { picture } of answers) found.push(await classify(page, picture));
    expectAnswers(found, answers, 'the one file');
  });
});

/** What the article's element says of a picture, by the call that scripts of a page have. */
async function classify(page: Page, picture: string): Promise<Answered> {
  const { predictions, isUnknown } = await page.evaluate(
    async (base64) => {
      const element = document.querySelector('kiln-classifier') as HTMLElement & {
        classify(blob: Blob): Promise<unknown>;
      };
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      return (await element.classify(new Blob([bytes]))) as {
        predictions: { label: string; probability: number }[];
        isUnknown: boolean;
      };
    },
    readFileSync(fixture(picture)).toString('base64'),
  );
  return {
    picture,
    isUnknown,
    probabilities: Object.fromEntries(predictions.map(({ label, probability }) => [label, probability])),
  };
}
