/** Files that people hold since version 0.1 (tests/fixtures/of-0.1), and what 0.1 made of them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, type Page } from '@playwright/test';
import { unpack, type Repeat } from '../../fixtures/of-0.1/packing.mjs';
import type { Dump } from './browser-storage.js';
import { fixture, readJson } from './studio.js';
import { chooseModelFile } from './training.js';

export interface Answered {
  /** Below tests/fixtures. */
  picture: string;
  isUnknown: boolean;
  probabilities: Record<string, number>;
}

export interface ModelOf01 {
  name: string;
  /** Folder of the pictures that it was trained on, below tests/fixtures. */
  classes: string;
  sha256: string;
  repeats: Repeat[];
  card: { architecture: string; classNames: string[]; hasThreshold: boolean };
  /** What the training page said; the command line decodes pictures otherwise and says nearly the same. */
  page: { accuracy: string | null; answers: Answered[] };
}

/** What somebody sees of a project. Counts of right answers are as `3 of 4`. */
export interface Look {
  name: string;
  classes: Record<string, string>;
  numFromReaders: number;
  versions: { accuracy: string | null; test: string | null; folds: string | null; answers: Answered[] }[];
  readers: { accuracy: string | null; numPublished: number; numWaiting: number };
}

export interface Expected {
  models: ModelOf01[];
  /** Of the project in the browser's storage, and of its run. */
  browser: { look: Look; projects: string[]; run: Run };
  project: { look: Look };
  article: { answers: Answered[]; captions: string[]; receiver: string };
  readers: { received: number; receivedPictures: number; saved: number; savedPictures: number };
}

export interface Run {
  epoch: number;
  epochs: number;
  /** Of the weights that the run ends with, behind the header of the file. */
  dataSha256: string;
  /** The pictures of the run in its order. */
  rows: { pictureId: string; part: 'train' | 'validation' | 'test'; label: number }[];
}

/**
 * How far a probability may be from what 0.1 said, which rounded inputs of the backbone's layers to 14 bits, where
 * later versions round to 7: 0.026 was measured.
 */
export const PROBABILITY_TOLERANCE = 0.05;

export function expected(): Expected {
  return readJson<Expected>('of-0.1/expected.json');
}

/** The bytes that 0.1 wrote. */
export function modelFile({ name, repeats, sha256 }: ModelOf01): Buffer {
  const file = unpack(readFileSync(fixture(`of-0.1/models/${name}.safetensors.gz`)), repeats);
  expect(createHash('sha256').update(file).digest('hex'), name).toBe(sha256);
  return file;
}

export function storedBrowser(): Dump {
  return JSON.parse(gunzipSync(readFileSync(fixture('of-0.1/browser.json.gz'))).toString()) as Dump;
}

/** Everything behind the header of a model file. */
export function weightsOf(model: Buffer): Buffer {
  return model.subarray(8 + Number(model.readBigUInt64LE(0)));
}

/** Opens a model file in the training page, as a further version. */
export async function openModel(page: Page, name: string, buffer: Buffer): Promise<void> {
  const versions = page.getByTestId('version').locator('option');
  const count = await versions.count();
  await chooseModelFile(page, { name: `${name}.safetensors`, mimeType: 'application/octet-stream', buffer });
  await expect(versions).toHaveCount(count + 1);
}

/** What the chosen version says of pictures. */
export async function ask(page: Page, pictures: readonly string[]): Promise<Answered[]> {
  const answered: Answered[] = [];
  const answer = page.getByTestId('try-answer');
  for (const picture of pictures) {
    await page.getByTestId('try-input').setInputFiles(fixture(picture));
    await expect(page.getByTestId('try-best')).toBeVisible();
    await expect(answer).not.toHaveAttribute('aria-busy');
    const bars = await answer
      .locator('meter')
      .evaluateAll((meters) =>
        meters.map((meter): [string, number] => [
          meter.getAttribute('aria-label') ?? '',
          (meter as HTMLMeterElement).value,
        ]),
      );
    const isUnknown = (await page.getByTestId('try-nearest').count()) > 0;
    answered.push({ picture, isUnknown, probabilities: Object.fromEntries(bars) });
  }
  return answered;
}

/** The same answers, within the tolerance. */
export function expectAnswers(actual: readonly Answered[], wanted: readonly Answered[], of: string): void {
  expect(
    actual.map(({ picture }) => picture),
    of,
  ).toEqual(wanted.map(({ picture }) => picture));
  // A picture of none of the classes may lie so near the threshold that the rounding decides.
  const turned: string[] = [];
  for (const [index, { picture, isUnknown, probabilities }] of wanted.entries()) {
    const found = actual[index];
    if (found?.isUnknown !== isUnknown) turned.push(picture);
    expect(Object.keys(found?.probabilities ?? {}).sort(), `${of}, ${picture}`).toEqual(
      Object.keys(probabilities).sort(),
    );
    for (const [label, probability] of Object.entries(probabilities)) {
      const difference = Math.abs((found?.probabilities[label] ?? NaN) - probability);
      expect(difference, `${of}, ${picture}: ${label}`).toBeLessThan(PROBABILITY_TOLERANCE);
    }
  }
  expect(turned.length, `${of}: ${turned.join(', ')}`).toBeLessThan(2);
}

/** The first count of right answers in a text that may not be there. */
async function countIn(page: Page, testId: string): Promise<string | null> {
  const place = page.getByTestId(testId);
  if ((await place.count()) === 0 || !(await place.first().isVisible())) return null;
  return /\d+ of \d+/.exec((await place.first().textContent()) ?? '')?.[0] ?? null;
}

/** Looks at the open project: every version, newest first, and what it says of `pictures`. */
export async function look(page: Page, pictures: readonly string[]): Promise<Look> {
  // Pictures of readers and their answers are read from storage behind the rest.
  await expect(page.getByTestId('field-accuracy')).toBeVisible();
  const cards = page.getByTestId('class-card');
  const classes: Record<string, string> = {};
  for (const card of await cards.all()) {
    classes[await card.getByTestId('class-name').inputValue()] =
      (await card.getByTestId('class-count').textContent()) ?? '';
  }
  const versions: Look['versions'] = [];
  const choice = page.getByTestId('version');
  for (const value of await choice
    .locator('option')
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))) {
    await choice.selectOption(value);
    const answers = await ask(page, pictures);
    const [accuracy, test, folds] = [
      await countIn(page, 'accuracy'),
      await countIn(page, 'test-accuracy'),
      await countIn(page, 'folds-accuracy'),
    ];
    versions.push({ accuracy, test, folds, answers });
  }
  const published = (await page.getByTestId('readers-published').textContent()) ?? '';
  return {
    name: await page.getByTestId('project-name').inputValue(),
    classes,
    numFromReaders: await page.getByTestId('picture-origin').count(),
    versions,
    readers: {
      accuracy: await countIn(page, 'field-accuracy'),
      numPublished: published.match(/version \d+/g)?.length ?? 0,
      numWaiting: await page.getByTestId('tray-card').count(),
    },
  };
}

export function expectLook(actual: Look, wanted: Look, of: string): void {
  const bare = ({ versions, ...rest }: Look) => ({
    ...rest,
    versions: versions.map(({ answers: _, ...version }) => version),
  });
  expect(bare(actual), of).toEqual(bare(wanted));
  for (const [index, { answers }] of wanted.versions.entries()) {
    expectAnswers(actual.versions[index]?.answers ?? [], answers, `${of}, version ${wanted.versions.length - index}`);
  }
}
