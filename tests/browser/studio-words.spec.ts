/** Names of classes: what Kiln knows of them at once, and answers before the first picture. */
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { row } from './support/collect.js';
import { fixture } from './support/studio.js';
import { fillTwoClasses, openTraining, photosOf } from './support/training.js';

const CAT = fixture('pictures/cat.jpg');

async function name(page: Page, position: number, text: string): Promise<void> {
  const field = row(page, position).getByTestId('class-name');
  await field.fill(text);
  await field.press('Enter');
}

const wordsOf = (page: Page, position: number) => row(page, position).getByTestId('class-words');

async function ask(page: Page, picture: string): Promise<void> {
  await page.getByTestId('try-input').setInputFiles(picture);
  await expect(page.getByTestId('try-answer')).toBeVisible();
}

test('two names make a classifier before the first picture', async ({ page }) => {
  const tables: string[] = [];
  page.on('request', (request) => {
    if (/\/words[^/]*\.json$/.test(request.url())) tables.push(request.url());
  });
  await openTraining(page);
  await expect(page.getByTestId('words-note')).toHaveCount(0);
  expect(tables).toEqual([]);

  await name(page, 0, 'Cats');
  await expect(wordsOf(page, 0)).toContainText('7 kinds of cat');
  await expect(wordsOf(page, 0)).toContainText('feline mammal');
  await expect(page.getByTestId('words-note')).toHaveCount(0);
  await name(page, 1, 'dog');
  await expect(wordsOf(page, 1)).toContainText('118 kinds of dog');
  expect(tables).toHaveLength(1);

  await expect(page.getByTestId('words-note')).toContainText('by the names of the classes');
  await expectAccessible(page);
  await ask(page, CAT);
  await expect(page.getByTestId('try-best')).toHaveText('Cats');
  await expect(page.getByTestId('word-weight')).toHaveCount(0);
  // Neither a cat nor a dog.
  await ask(page, fixture('pictures/hot_dog.jpg'));
  await expect(page.getByTestId('try-best')).toHaveText('None of these');
});

test('another meaning is chosen by keyboard, kept with the project, and forgotten with the name', async ({ page }) => {
  await openTraining(page);
  await name(page, 0, 'crane');
  await expect(wordsOf(page, 0)).toContainText('lifts and moves heavy objects');
  const meaning = row(page, 0).getByLabel('Meaning');
  await meaning.focus();
  await page.keyboard.press('ArrowDown');
  await expect(wordsOf(page, 0).locator('p')).toContainText('wading bird');
  await expect(meaning).toBeFocused();
  await page.reload();
  await expect(wordsOf(page, 0).locator('p')).toContainText('wading bird');
  await name(page, 0, 'mouse');
  // The animal is what is meant most of the time, and is not among the classes.
  await expect(wordsOf(page, 0).locator('p')).toContainText('choose it if it is meant');
  await row(page, 0).getByLabel('Meaning').selectOption({ index: 0 });
  await expect(wordsOf(page, 0).locator('p')).toContainText('electronic device');
});

test('photos count beside the names, and a name that is not learnt needs one', async ({ page }) => {
  await openTraining(page);
  await name(page, 0, 'cat');
  await name(page, 1, 'daisy');
  await page.getByTestId('class-add').click();
  await name(page, 2, 'tulips');
  await expect(wordsOf(page, 2)).toContainText('one photo is enough to begin with');
  await expect(page.getByTestId('words-note')).toContainText('“tulips”');
  await ask(page, photosOf('tulips')[0]!);
  await expect(page.getByTestId('try-best')).not.toHaveText('tulips');
  await row(page, 2).getByTestId('class-files').setInputFiles(photosOf('tulips').slice(1, 4));
  await expect(row(page, 2).getByTestId('class-count')).toContainText('3');
  await expect(page.getByTestId('words-note')).toContainText('3 photos');
  await expect(page.getByTestId('try-best')).toHaveText('tulips');
  await expect(page.getByTestId('word-weight')).toBeVisible();
});

test('once a model is trained, names are not spoken of any more', async ({ page }) => {
  await openTraining(page);
  await fillTwoClasses(page);
  await expect(wordsOf(page, 0)).toContainText('kind of daisy');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('result-line')).toBeVisible();
  await expect(page.getByTestId('class-words')).toHaveCount(0);
  await expect(page.getByTestId('words-note')).toHaveCount(0);
});

test('Chinese names are known, and what is no word is not', async ({ page }) => {
  await openTraining(page);
  await name(page, 0, '猫');
  await expect(wordsOf(page, 0)).toContainText('7 kinds');
  for (const text of ['🐈‍⬛🐈', 'قطة حمراء', 'x'.repeat(500), 'seahorse']) {
    await name(page, 1, text);
    await expect(wordsOf(page, 1)).toContainText('Not learnt yet');
  }
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(width).toBeLessThanOrEqual(0);
});

test('a table that cannot be fetched is said, and costs nothing else', async ({ page }) => {
  await page.context().route(/\/words[^/]*\.json$/, (route) => route.abort());
  await openTraining(page);
  await name(page, 0, 'cat');
  await expect(wordsOf(page, 0)).toContainText('could not be loaded');
});
