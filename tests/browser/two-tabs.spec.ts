/** Two tabs of one project: neither loses what the other has done, and each shows it. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { publish } from './support/article.js';
import {
  chooseDevice,
  chooseModel,
  fillTwoClasses,
  openAdvanced,
  openClassMenu,
  openTraining,
  photosOf,
  renameProject,
} from './support/training.js';

const classNames = (page: Page) =>
  page.getByTestId('class-name').evaluateAll((fields: HTMLInputElement[]) => fields.map(({ value }) => value));
const counts = (page: Page) => page.getByTestId('class-count');

/** The tab that was there and a second one of the same project. */
async function openBoth(first: Page): Promise<Page> {
  await openTraining(first);
  const second = await first.context().newPage();
  await openTraining(second);
  return second;
}

/** Photos of other kinds in a folder each: classes of their own. */
function zipOf(kinds: readonly string[]) {
  const files = kinds.flatMap((kind) => photosOf(kind));
  const entries = files.map(
    (file) => [file.split('/').slice(-2).join('/'), new Uint8Array(readFileSync(file))] as const,
  );
  const buffer = Buffer.from(zipSync(Object.fromEntries(entries), { level: 0 }));
  return { name: 'more.zip', mimeType: 'application/zip', buffer };
}

interface Stored {
  project: {
    classes: { id: string; name: string }[];
    publications?: unknown[];
    training?: { settings: { epochs: number } };
  };
  classIds: string[];
}

/** The only project with the classes of its pictures, as the browser keeps them. */
function stored(page: Page): Promise<Stored> {
  return page.evaluate(async () => {
    const read = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('unreadable'));
      });
    const database = await read(indexedDB.open('kiln'));
    const transaction = database.transaction(['projects', 'pictures']);
    const [project] = await read(transaction.objectStore('projects').getAll());
    const pictures = (await read(transaction.objectStore('pictures').getAll())) as { classId: string }[];
    database.close();
    return { project, classIds: pictures.map(({ classId }) => classId) } as Stored;
  });
}

async function expectEveryPictureInAClass(page: Page): Promise<void> {
  const { project, classIds } = await stored(page);
  const known = new Set(project.classes.map(({ id }) => id));
  expect(classIds.filter((id) => !known.has(id))).toEqual([]);
}

async function set(page: Page, name: string, value: number): Promise<void> {
  await openAdvanced(page);
  await page.getByTestId(`setting-${name}`).fill(String(value));
  await page.getByTestId(`setting-${name}`).press('Tab');
}

/** Begins a run that lasts until it is stopped. */
async function trainLong(page: Page): Promise<void> {
  await chooseModel(page, 'Small convolutional network');
  await chooseDevice(page, 'cpu');
  await set(page, 'epochs', 500);
  await set(page, 'batchSize', 1);
  await page.getByTestId('train-start').click();
}

test('what one tab adds survives what the other one renames, sets and publishes', async ({ page: a }) => {
  await openTraining(a);
  await fillTwoClasses(a);
  await set(a, 'epochs', 2);
  await a.getByTestId('train-start').click();
  await expect(a.getByTestId('result-line')).toBeVisible({ timeout: 120_000 });
  const b = await a.context().newPage();
  await openTraining(b);
  await expect(counts(b).nth(1)).toContainText('5');

  await a.getByTestId('zip-input').setInputFiles(zipOf(['roses', 'sunflowers']));
  await expect(counts(a)).toHaveText(Array<string>(4).fill('5 pictures'));
  await a.getByTestId('class-add').click();
  // The other one shows it unasked, with the pictures.
  await expect(counts(b)).toHaveText([/^5/, /^5/, /^5/, /^5/, /^0/]);
  await expect(b.getByTestId('class-card').nth(2).getByTestId('picture-open')).not.toHaveCount(0);

  await b.getByTestId('class-name').first().fill('marguerite');
  await b.getByTestId('class-name').first().press('Tab');
  await set(b, 'epochs', 7);
  await publish(b, 'page');

  await expect(a.getByTestId('class-name').first()).toHaveValue('marguerite');
  await openAdvanced(a);
  await expect(a.getByTestId('setting-epochs')).toHaveValue('7');
  const { project, classIds } = await stored(a);
  expect(project.classes.map(({ name }) => name).slice(0, 4)).toEqual(['marguerite', 'tulips', 'roses', 'sunflowers']);
  expect(project.classes).toHaveLength(5);
  expect(project.publications).toHaveLength(1);
  expect(project.training?.settings.epochs).toBe(7);
  expect(classIds).toHaveLength(20);
  await expectEveryPictureInAClass(a);
});

test('changes at the same moment are all kept', async ({ page: a }) => {
  const b = await openBoth(a);
  for (let round = 0; round < 4; round += 1) {
    await Promise.all([a.getByTestId('class-add').click(), b.getByTestId('class-add').click()]);
  }
  await expect(a.getByTestId('class-name')).toHaveCount(10);
  await expect(b.getByTestId('class-name')).toHaveCount(10);
  expect((await stored(a)).project.classes).toHaveLength(10);
  expect(await classNames(a)).toEqual(await classNames(b));
});

test('what is being typed stays while the other tab changes the project', async ({ page: a }) => {
  const b = await openBoth(a);
  const name = b.getByTestId('class-name').first();
  await name.fill('half a na');
  await renameProject(a, 'Garden');
  await a.getByTestId('class-name').first().fill('taken');
  await a.getByTestId('class-name').first().press('Tab');
  await a.getByTestId('class-add').click();
  await expect(b.getByTestId('class-name')).toHaveCount(3);
  await expect(name).toHaveValue('half a na');
  await expect(name).toBeFocused();
  await name.pressSequentially('me');
  await name.press('Tab');
  await expect(a.getByTestId('class-name').first()).toHaveValue('half a name');
  await expect(b.getByTestId('project')).toHaveText(/Garden/);
});

test('a way back never puts pictures into a class that the other tab has deleted', async ({ page: a }) => {
  await openTraining(a);
  await fillTwoClasses(a);
  const b = await a.context().newPage();
  await openTraining(b);
  await expect(counts(b).first()).toContainText('5');
  await a.getByTestId('class-card').first().getByTestId('picture-open').first().press('Delete');
  await expect(counts(b).first()).toContainText('4');
  const menu = await openClassMenu(b, 0);
  await menu.getByRole('button', { name: /^Delete/ }).click();
  await expect(a.getByTestId('class-card')).toHaveCount(1);
  await a.getByTestId('class-add').focus();
  await a.keyboard.press('Control+z');
  await expect(a.getByTestId('toast')).toContainText('deleted in another tab');
  await expectEveryPictureInAClass(a);
  // Where the class comes back, so do its pictures.
  await b.getByTestId('class-add').focus();
  await b.keyboard.press('Control+z');
  await expect(counts(a)).toHaveText([/^4/, /^5/]);
  await expectEveryPictureInAClass(a);
});

test('a project that the other tab deletes is left, with a way back', async ({ page: a }) => {
  const b = await openBoth(a);
  await renameProject(a, 'Short-lived');
  await expect(b.getByTestId('project')).toHaveText(/Short-lived/);
  await a.getByTestId('project-delete').click();
  await expect(b.getByTestId('toast')).toContainText('“Short-lived” was deleted in another tab.');
  await b.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(b.getByTestId('project').locator('option:checked')).toHaveText(/Short-lived/);
});

test('a run is in one tab: the other says so, and shows what came of it', async ({ page: a }) => {
  await openTraining(a);
  await fillTwoClasses(a);
  const b = await a.context().newPage();
  await openTraining(b);
  await expect(b.getByTestId('train-start')).toHaveAttribute('aria-disabled', 'false');
  await trainLong(a);
  await expect(a.getByTestId('train-status')).toContainText('left');
  await a.getByTestId('train-pause').click();
  await expect(b.getByTestId('plan')).toContainText('being trained in another tab');
  await expect(b.getByTestId('train-start')).toHaveAttribute('aria-disabled', 'true');
  // Nor is it offered as one that was interrupted, also to those who come later.
  const c = await a.context().newPage();
  await c.goto('./train.html');
  await expect(c.getByTestId('plan')).toContainText('being trained in another tab');
  await expect(c.getByTestId('restart')).toHaveCount(0);
  await expect(c.getByTestId('resume')).toHaveCount(0);
  await a.getByTestId('train-pause').click();
  await expect(c.getByTestId('plan')).toContainText('being trained in another tab');
  await a.getByTestId('train-keep').click();
  await expect(a.getByTestId('result-line')).toBeVisible({ timeout: 60_000 });
  await expect(b.getByTestId('result-line')).toBeVisible();
  await expect(b.getByTestId('train-start')).toHaveAttribute('aria-disabled', 'false');
  await expect(b.getByTestId('resume')).toHaveCount(0);
  await expect(b.getByTestId('version').locator('option')).toHaveCount(1);
});

test('a run that ends with its tab is offered by the other one', async ({ page: a }) => {
  await openTraining(a);
  await fillTwoClasses(a);
  const b = await a.context().newPage();
  await openTraining(b);
  await trainLong(a);
  await expect(b.getByTestId('plan')).toContainText('being trained in another tab');
  await a.close();
  await expect(b.getByTestId('restart').or(b.getByTestId('resume'))).toBeVisible();
  await expect(b.getByTestId('plan')).not.toContainText('another tab');
});
