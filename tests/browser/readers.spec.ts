/** Readers' answers come back: counted, their pictures reviewed, and the next version judged. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { asPicture, checksumOf, daysAgo, line, savedList, type Answer } from './support/answers.js';
import { publish, unzipTo } from './support/article.js';
import { fixture } from './support/studio.js';
import { chooseModel, fillClass, openProjectMenu, openTraining, photosOf, set } from './support/training.js';

const EXAMPLE = path.resolve(import.meta.dirname, '../../www/public/projects/flowers.zip');
/** Of the thirty of each kind; the others are readers' pictures. */
const OWN = 24;

/** One publisher, from the first training on: each test goes on where the one before has ended. */
test.describe
  .serial('a published classifier', () => {
    let context: BrowserContext;
    let page: Page;
    let folder = '';
    let model = '';
    let ownDaisy = '';
    let fromReaders: { daisy: string[]; tulips: string[] };

    const answer = (predicted: string, actual: string | null, day: number, more: Partial<Answer> = {}): Answer => ({
      modelId: 'kiln-transfer',
      modelSha256: model,
      predicted,
      probability: 0.75,
      actual,
      day: daysAgo(day),
      ...more,
    });
    const load = (...files: { name: string; text: string | Buffer }[]) =>
      page
        .getByTestId('readers-files')
        .setInputFiles(
          files.map(({ name, text }) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) })),
        );
    const outcomes = () => page.getByTestId('readers-outcomes');
    const cards = () => page.getByTestId('tray-card');
    const counts = () => page.getByTestId('class-count');

    test.beforeAll(async ({ browser }) => {
      folder = mkdtempSync(path.join(tmpdir(), 'kiln-readers-'));
      const files = unzipTo(readFileSync(EXAMPLE), folder).map((name) => path.join(folder, name));
      const photos = (kind: string) => files.filter((file) => file.includes(`samples/${kind}/`)).sort();
      fromReaders = { daisy: photos('daisy').slice(OWN), tulips: photos('tulips').slice(OWN) };
      ownDaisy = photos('daisy')[0] ?? '';
      context = await browser.newContext({ acceptDownloads: true });
      page = await context.newPage();
      await openTraining(page);
      await expect(page.getByTestId('readers-load')).toBeHidden();
      await fillClass(page, 0, 'daisy', photos('daisy').slice(0, OWN));
      await fillClass(page, 1, 'tulips', photos('tulips').slice(0, OWN));
      await set(page, 'epochs', 20);
      await set(page, 'validationShare', 0.5);
      await page.getByTestId('train-start').click();
      await expect(page.getByTestId('accuracy')).toContainText(`of ${OWN} right`);
      await page.getByTestId('publish-feedback').check();
      const site = path.join(folder, 'site');
      unzipTo(await publish(page, 'site'), site);
      model = checksumOf(readFileSync(path.join(site, 'model.safetensors')));
    });

    test.afterAll(async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test('its answers are read, and what is no answer is named', async () => {
      await expect(page.getByTestId('readers-published')).toContainText('Published: version 1 (');
      await expect(page.getByTestId('successor-verdict')).toContainText('Version 1 is published and is the newest');
      const [daisy = '', otherDaisy = ''] = fromReaders.daisy;
      const [tulip = ''] = fromReaders.tulips;
      const text = [
        line('a', answer('daisy', 'daisy', 9)),
        line('b', answer('daisy', 'daisy', 9)),
        line('c', answer('tulips', 'daisy', 4, { picture: asPicture(daisy) })),
        line('d', answer('tulips', 'daisy', 4, { picture: asPicture(otherDaisy), probability: 0.6 })),
        line('e', answer('daisy', 'tulips', 2, { picture: asPicture(tulip) })),
        line('f', answer('tulips', null, 2, { picture: asPicture(photosOf('roses')[0] ?? '') })),
        line('g', answer('tulips', 'tulips', 1)),
        // A picture that the project has already.
        line('h', answer('daisy', 'daisy', 1, { picture: asPicture(ownDaisy) })),
        line('i', answer('daisy', 'daisy', 1)),
        'this is no answer\n',
        line('k', { ...answer('daisy', 'daisy', 1), probability: 1.5 }),
        line('l', answer('<img src=x onerror="window.hacked = true">', null, 1)),
        line('m', answer('daisy', 'daisy', 1, { day: daysAgo(-9) })),
        line('n', answer('daisy', 'daisy', 1, { modelSha256: 'cd'.repeat(32) })),
        line('o', answer('daisy', 'daisy', 1, { modelSha256: 'cd'.repeat(32) })),
        line('p', answer('daisy', 'daisy', 1, { picture: 'data:image/jpeg;base64,bm8gcGljdHVyZQ==' })),
        line('a', answer('daisy', 'daisy', 9)),
        '\n',
        line('q', answer('daisy', 'daisy', 1)).slice(0, 60),
      ].join('');
      await load({ name: 'answers.jsonl', text });
      await expect(outcomes()).toContainText('10 responses added.');
      await expect(outcomes()).toContainText('5 pictures came along');
      await expect(outcomes()).toContainText('1 response was already here');
      await expect(outcomes()).toContainText('2 responses are about another model');
      await expect(outcomes()).toContainText('The last line was incomplete');
      await expect(outcomes()).toContainText('5 places in the file could not be used');
      await expect(outcomes().locator('li')).toHaveText([
        'line 10: this is not a response written by a server',
        'line 11: “probability” is missing or invalid',
        'line 12: the model has no class “<img src=x onerror="window.hacked = true">”',
        'line 13: “day” is missing or invalid',
        'line 16: its picture is damaged or not a picture; the response counts without it',
      ]);
      expect(await page.evaluate(() => (window as { hacked?: boolean }).hacked)).toBeUndefined();
    });

    test('what readers say is counted, and what it is worth is said', async () => {
      // Wilson's interval of 6 of 10, by hand: 0.3127 to 0.8318.
      await expect(page.getByTestId('field-accuracy')).toHaveText('Right according to readers: 6 of 10 (60%)');
      await expect(page.getByTestId('field-validation')).toContainText('between 31.3% and 83.2%');
      await expect(page.getByTestId('field-validation')).toContainText('On the pictures held back it was');
      await expect(page.getByTestId('field-bias')).toContainText('not a random sample');
      await expect(page.getByTestId('field-else')).toHaveText('1 response says that it was none of the classes.');
      const cells = async (table: string) =>
        Promise.all(
          (await page.getByTestId(table).locator('tbody tr').all()).map((row) =>
            row.locator('th, td').allTextContents(),
          ),
        );
      expect((await cells('field-classes')).map((row) => row.slice(0, 4))).toEqual([
        ['daisy', '6', '5', '83.3%'],
        ['tulips', '4', '1', '25%'],
      ]);
      expect(await cells('field-corrections')).toEqual([
        ['tulips', 'daisy', '2'],
        ['daisy', 'tulips', '1'],
        ['tulips', 'something else', '1'],
      ]);
      await expect(page.getByTestId('field-chart').locator('canvas')).toBeVisible();
      await page.getByText('The same as a table').click();
      expect((await cells('field-time')).map((row) => row.slice(1, 3))).toEqual([
        ['2', '2'],
        ['2', '0'],
        ['2', '0'],
        ['4', '4'],
      ]);
    });

    test('its pictures are reviewed by keyboard and by button, and all of it can be undone', async () => {
      await expect(cards()).toHaveCount(5);
      await expect(counts()).toHaveText(['24 pictures', '24 pictures']);
      const known = cards().filter({ hasText: 'You already have this picture, in “daisy”' });
      await expect(known).toHaveCount(1);
      const unnamed = cards().filter({ hasText: 'The reader did not name one of the classes' });
      await expect(unnamed.getByTestId('tray-accept')).toBeDisabled();
      await expect
        .poll(() =>
          cards()
            .first()
            .locator('img')
            .evaluate((image: HTMLImageElement) => image.naturalWidth),
        )
        .toBeGreaterThan(0);

      await known.focus();
      await page.keyboard.press('r');
      await expect(cards()).toHaveCount(4);
      await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
      await expect(cards()).toHaveCount(5);
      await known.focus();
      await page.keyboard.press('r');
      await expect(cards()).toHaveCount(4);
      await expect(cards().and(page.locator(':focus'))).toHaveCount(1);

      await cards().first().focus();
      await page.keyboard.press('ArrowRight');
      await expect(cards().nth(1)).toBeFocused();
      await page.keyboard.press('ArrowLeft');
      // The oldest: a daisy that was answered tulips.
      await expect(cards().first()).toHaveAccessibleName('Model’s answer: tulips; the reader says daisy');
      await page.keyboard.press('a');
      await expect(counts()).toHaveText(['25 pictures', '24 pictures']);
      await expect(page.getByTestId('class-card').first().getByTestId('picture-origin')).toHaveCount(1);
      await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
      await expect(counts()).toHaveText(['24 pictures', '24 pictures']);
      await expect(cards()).toHaveCount(4);

      // Several at once: the one without a class stays.
      await page.getByTestId('tray-all').check();
      await page.getByTestId('tray-accept-selected').click();
      await expect(counts()).toHaveText(['26 pictures', '25 pictures']);
      await expect(cards()).toHaveCount(1);
      await unnamed.getByTestId('tray-into').selectOption({ label: 'tulips' });
      await expect(counts()).toHaveText(['26 pictures', '26 pictures']);
      await expect(page.getByTestId('tray')).toBeHidden();
    });

    test('everything is there after a reload, and the same file again adds nothing', async () => {
      await page.reload();
      await expect(page.getByTestId('field-accuracy')).toHaveText('Right according to readers: 6 of 10 (60%)');
      await expect(counts()).toHaveText(['26 pictures', '26 pictures']);
      await expect(page.getByTestId('tray')).toBeHidden();
      await load({
        name: 'again.jsonl',
        text: line('a', answer('daisy', 'daisy', 9)) + line('c', answer('tulips', 'daisy', 4)),
      });
      await expect(outcomes()).toContainText('0 responses added. 2 responses were already here.');

      const list = [answer('daisy', 'daisy', 3), answer('daisy', 'daisy', 3)];
      const grown = [...list, answer('tulips', 'tulips', 2)];
      await load({ name: 'one.json', text: savedList(list) });
      await expect(outcomes()).toContainText('2 responses added.');
      await load({ name: 'later.json', text: savedList(grown) }, { name: 'earlier.json', text: savedList(list) });
      await expect(outcomes()).toContainText('later.json 1 response added. 2 responses were already here.');
      await expect(outcomes()).toContainText('earlier.json 0 responses added. 2 responses were already here.');
      await expect(page.getByTestId('field-accuracy')).toHaveText('Right according to readers: 9 of 13 (69.2%)');
      await load({ name: 'broken.json', text: savedList([{ ...list[0], actual: 3 } as unknown as Answer, ...list]) });
      await expect(outcomes().locator('li')).toHaveText(['response 1: “actual” is missing or invalid']);
    });

    test('a picture that a reader adds later goes to the response that is here already', async () => {
      const picture = asPicture(fromReaders.daisy[3] ?? '');
      const list = [{ ...answer('daisy', 'daisy', 3), picture }, answer('daisy', 'daisy', 3)];
      await load({ name: 'pictured.json', text: savedList(list) });
      await expect(outcomes()).toContainText(
        '0 responses added. 1 picture came along and is waiting below. 2 responses were already here.',
      );
      await expect(cards()).toHaveCount(1);
      await cards().first().focus();
      await page.keyboard.press('r');
      await expect(page.getByTestId('tray')).toBeHidden();
      // What was rejected does not come back.
      await load({ name: 'pictured.json', text: savedList(list) });
      await expect(outcomes()).toContainText('0 responses added. 2 responses were already here.');
    });

    test('a file that is something else is refused by name', async () => {
      await load(
        { name: 'notes.txt', text: 'Dear editor,\nthe flower was a rose.\n' },
        { name: 'empty.jsonl', text: '' },
      );
      await expect(outcomes()).toContainText('“notes.txt” contains no readers’ feedback');
      await expect(outcomes()).toContainText('“empty.jsonl” is empty');
      await load({ name: 'rose.jpg', text: readFileSync(photosOf('roses')[0] ?? '') });
      await expect(outcomes()).toContainText('“rose.jpg” contains no readers’ feedback');
      await load({ name: 'list.json', text: '{"kilnReaderAnswers":1,"answers":[]}' });
      await expect(outcomes()).toContainText('“list.json” contains no readers’ feedback');
      // What the receiver and the widget write is read in full; these are about somebody else's model.
      await page
        .getByTestId('readers-files')
        .setInputFiles([fixture('answers/answers.jsonl'), fixture('answers/kiln-answers.json')]);
      for (const name of ['answers.jsonl', 'kiln-answers.json']) {
        await expect(outcomes()).toContainText(
          `${name} 0 responses added. 8 responses are about another model and were left out.`,
        );
      }
      await expect(outcomes().locator('li')).toHaveCount(0);
      await expect(page.getByTestId('field-accuracy')).toContainText('of 13 ');
    });

    test('the next version is judged by pictures that neither has learnt from', async () => {
      await set(page, 'epochs', 20);
      await set(page, 'validationShare', 0.5);
      await page.getByTestId('train-start').click();
      await expect(page.getByTestId('version').locator('option')).toHaveCount(2);
      const verdict = page.getByTestId('successor-verdict');
      // Nearly the same pictures, the same network: nothing to tell them apart by.
      await expect(verdict).toHaveAttribute('data-recommendation', 'no-clear-difference');
      // What was kept back from the first was kept back from the second, too.
      const counts = page.getByTestId('successor-counts');
      await expect(counts).toContainText(`On ${OWN} pictures that neither has learnt from`);
      await expect(counts).not.toContainText('McNemar');
      await page.getByTestId('successor').getByText('How this was tested').press('Enter');
      await expect(page.getByTestId('successor').getByText(/McNemar’s test, p = [\d.]+: /)).toBeVisible();
      await expect(page.getByTestId('publish-site')).toBeEnabled();
      await expect(page.getByTestId('publish-guard')).toBeHidden();
      await expectAccessible(page);
    });

    test('a worse version is not recommended, and published only on purpose', async () => {
      await chooseModel(page, 'Multilayer perceptron');
      await set(page, 'epochs', 1);
      await set(page, 'learningRate', 0.00001);
      await set(page, 'validationShare', 0.5);
      await page.getByTestId('train-start').click();
      await expect(page.getByTestId('version').locator('option')).toHaveCount(3);
      await expect(page.getByTestId('successor-verdict')).toHaveAttribute('data-recommendation', 'worse');
      await expect(page.getByTestId('successor-verdict')).toHaveText(
        'Version 3 is worse than version 1. Keep what is published.',
      );
      await expect(page.getByTestId('publish-guard')).toContainText(
        'Version 3 is worse than version 1, which you published last',
      );
      await expect(page.getByTestId('publish-site')).toBeDisabled();
      await page.getByTestId('publish-anyway').check();
      await publish(page, 'page');
      await expect(page.getByTestId('readers-published')).toContainText('version 3 (');
      await expect(page.getByTestId('publish-guard')).toBeHidden();
    });

    test('a project’s file carries what was published and said, and what is deleted is gone', async () => {
      // One picture waits, so that the file has one to carry.
      await load({
        name: 'late.jsonl',
        text: line('late', answer('daisy', null, 1, { picture: asPicture(fromReaders.daisy[2] ?? '') })),
      });
      await expect(cards()).toHaveCount(1);
      const saving = page.waitForEvent('download');
      await openProjectMenu(page);
      await page.getByTestId('project-save').click();
      const file = await (await saving).path();
      await page
        .getByTestId('project-file')
        .setInputFiles({ name: 'project.zip', mimeType: 'application/zip', buffer: readFileSync(file) });
      await expect(page.getByTestId('project').locator('option')).toHaveCount(2);
      await expect(page.getByTestId('field-accuracy')).toHaveText('Right according to readers: 9 of 14 (64.3%)');
      await expect(page.getByTestId('readers-published')).toContainText('version 3 (');
      await expect(page.getByTestId('picture-origin')).toHaveCount(4);
      await expect(cards()).toHaveCount(1);
      await load({ name: 'again.jsonl', text: line('a', answer('daisy', 'daisy', 9)) });
      await expect(outcomes()).toContainText('0 responses added. 1 response was already here.');

      const numAnswers = () =>
        page.evaluate(async () => {
          const database = await new Promise<IDBDatabase>((resolve) => {
            const request = indexedDB.open('kiln');
            request.onsuccess = () => resolve(request.result);
          });
          const transaction = database.transaction(['projects', 'readerAnswers', 'readerPictures'], 'readwrite');
          const done = <T>(request: IDBRequest<T>) =>
            new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)));
          const projects = transaction.objectStore('projects');
          for (const project of (await done(projects.getAll())) as { deletedAt?: number }[]) {
            // As if it had been deleted long ago.
            if (project.deletedAt) projects.put({ ...project, deletedAt: 1 });
          }
          const counts = [
            await done(transaction.objectStore('readerAnswers').count()),
            await done(transaction.objectStore('readerPictures').count()),
          ];
          database.close();
          return counts;
        });
      await openProjectMenu(page);
      await page.getByTestId('project-delete').click();
      await expect(page.getByTestId('project').locator('option')).toHaveCount(1);
      expect(await numAnswers()).toEqual([28, 2]);
      await page.reload();
      await expect(page.getByTestId('field-accuracy')).toContainText('of 14 ');
      expect(await numAnswers()).toEqual([14, 1]);
    });

    test('the answers are forgotten, and remembered again', async () => {
      await page.getByTestId('readers-forget').click();
      await expect(page.getByTestId('field-report')).toBeHidden();
      await expect(page.getByTestId('toast')).toContainText('14 responses deleted');
      await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
      await expect(page.getByTestId('field-accuracy')).toContainText('of 14 ');
      await expect(cards()).toHaveCount(1);
    });

    test('it fits a phone and speaks Chinese', async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.getByRole('button', { name: '简体中文' }).click();
      await expect(page.getByRole('heading', { name: '读者', exact: true })).toBeVisible();
      await expect(page.getByTestId('field-accuracy')).toHaveText('读者认为 14 个答案中有 9 个正确：64.3%');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    });
  });

test('a project from before readers’ answers is still there, and the new stores beside it', async ({ page }) => {
  await page.goto('./index.html');
  await page.evaluate(async () => {
    // The first version of the database, as it was created then.
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('kiln', 1);
      request.onerror = () => reject(new Error('the old database could not be made'));
      request.onsuccess = () => resolve(request.result);
      request.onupgradeneeded = () => {
        const made = request.result;
        made.createObjectStore('projects', { keyPath: 'id' });
        made.createObjectStore('pictures', { keyPath: 'id' }).createIndex('projectId', 'projectId');
        made.createObjectStore('pictureFiles');
        made.createObjectStore('features');
        made.createObjectStore('versions', { keyPath: 'id' }).createIndex('projectId', 'projectId');
        made.createObjectStore('modelFiles');
        made.createObjectStore('checkpoints', { keyPath: 'projectId' });
      };
    });
    const transaction = database.transaction(['projects', 'pictures', 'pictureFiles'], 'readwrite');
    const classes = [
      { id: 'c1', name: 'old roses', isEnabled: true },
      { id: 'c2', name: 'old cats', isEnabled: true },
    ];
    transaction.objectStore('projects').put({ id: 'p', name: 'From before', createdAt: 1, classes });
    const inspection = {
      width: 9,
      height: 9,
      sharpness: 9,
      contrast: 9,
      brightness: 9,
      hash: '0123456789abcdef',
      problems: [],
    };
    transaction
      .objectStore('pictures')
      .put({ id: 'x', projectId: 'p', classId: 'c1', name: 'rose.jpg', addedAt: 1, sha256: 'ab', inspection });
    transaction.objectStore('pictureFiles').put({ picture: new Blob(['x']), thumbnail: new Blob(['x']) }, 'x');
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
  });
  await page.goto('./train.html');
  await expect(page.getByTestId('project-name')).toHaveValue('From before');
  await expect(page.getByTestId('class-count')).toHaveText(['1 picture', '0 pictures']);
  await expect(page.getByTestId('class-name').first()).toHaveValue('old roses');
  const { version, stores } = await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('kiln');
      request.onsuccess = () => resolve(request.result);
    });
    const found = { version: database.version, stores: Array.from(database.objectStoreNames) };
    database.close();
    return found;
  });
  expect(version).toBe(2);
  expect(stores).toEqual(expect.arrayContaining(['readerAnswers', 'readerPictures', 'pictures', 'projects']));
});
