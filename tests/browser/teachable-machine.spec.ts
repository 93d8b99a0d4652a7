/** Models in Teachable Machine's own files, opened by programs that open those, against what Kiln answers. */
import { readdirSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { openHarness } from './support/harness.js';
import { expected, modelFile, openModel } from './support/of-0.1.js';
import { readTensors } from './support/reference.js';
import { fixture } from './support/studio.js';
import {
  askAboutPixels,
  askBoth,
  callProjectWorker,
  exportIn,
  host,
  openWithMl5,
  openWithTeachableMachine,
  type Answers,
  type Files,
} from './support/teachable-machine.js';
import { FLOWERS, openTraining } from './support/training.js';

/** Of the logarithm of a probability, for the same pixels: both sides compute in floats, Kiln with Burn's layers. */
const SUMMATION_TOLERANCE = 1e-3;
/** Smaller probabilities are no 32-bit floats any more, or hardly. */
const SMALLEST = 1e-30;

// WebGL is a software renderer here: seconds a picture where others compute beside it.
test.describe.configure({ timeout: 600_000 });

const filesIn = (folder: string) =>
  readdirSync(fixture(folder))
    .sort()
    .map((file) => `${folder}/${file}`);
/** Of none of the classes: what models answer about them is a matter of chance. */
const OTHER_THINGS = ['bird.jpg', 'cat.jpg', 'hot_dog.jpg'].map((name) => `pictures/${name}`);
const PHOTOS = ['pictures/sunflower.jpg', ...OTHER_THINGS];
/** Of 224 × 224 pixels. */
const SQUARE_PHOTOS = FLOWERS.flatMap((kind) => filesIn(`pictures/flowers25/${kind}`).slice(0, 1));
const DRAWINGS = filesIn('of-0.1/asked');

const NETWORK_PIXELS = { seen: 196, side: 224, mean: 127, scale: 128 };
const SMALL_PIXELS = { seen: 224, side: 32, mean: 0, scale: 255 };

/** `largest` bounds the difference of a probability where each program shrinks the picture itself. */
const MODELS = [
  // Measured: 0.037, 0.057 and 0.072.
  { name: 'transfer-hidden-layer', pixels: NETWORK_PIXELS, tolerance: SUMMATION_TOLERANCE, largest: 0.08 },
  { name: 'fine-tune', pixels: NETWORK_PIXELS, tolerance: SUMMATION_TOLERANCE, largest: 0.12 },
  { name: 'fine-tune-int8', pixels: NETWORK_PIXELS, tolerance: SUMMATION_TOLERANCE, largest: 0.12 },
  // Measured: 0.00004, and 0.009 below.
  { name: 'reference-cnn', pixels: SMALL_PIXELS, tolerance: SUMMATION_TOLERANCE, largest: 0.01 },
  { name: 'mlp-int8', pixels: SMALL_PIXELS, tolerance: SUMMATION_TOLERANCE, largest: 0.03 },
];

const named = (name: string) => expected().models.find((model) => model.name === name)!;

/** Opens a model as it is and hosts its other form. */
async function open(page: Page, name: string): Promise<{ labels: string[]; files: Files }> {
  const model = named(name);
  await openHarness(page);
  const files = await exportIn(page, modelFile(model));
  await host(page, files);
  return { labels: model.card.classNames, files };
}

function largestDifference(answers: readonly Pick<Answers, 'kiln' | 'other'>[]): number {
  const differences = answers.flatMap(({ kiln, other }) =>
    kiln.map((value, index) => Math.abs(value - (other[index] ?? NaN))),
  );
  // NaN is no difference that can be accepted, and Math.max keeps it.
  return Math.max(...differences);
}

/** A probability that is nearly 1 tells little: its logarithm, and those of the others, tell all. */
function largestLogarithm(answers: readonly Pick<Answers, 'kiln' | 'other'>[]): number {
  const differences = answers.flatMap(({ kiln, other }) =>
    kiln.flatMap((value, index) => (value < SMALLEST ? [] : [Math.abs(Math.log(value / (other[index] ?? NaN)))])),
  );
  return Math.max(...differences);
}

const best = (values: readonly number[]) => values.indexOf(Math.max(...values));
/** Pictures of the classes that get another answer. */
const others = (answers: readonly Answers[]) =>
  answers
    .filter(({ kiln, other }) => best(kiln) !== best(other))
    .map(({ picture }) => picture)
    .filter((picture) => !OTHER_THINGS.includes(picture));

for (const { name, pixels, tolerance, largest } of MODELS) {
  test(`@teachablemachine/image answers as Kiln does: ${name}`, async ({ page }) => {
    const { labels } = await open(page, name);
    await openWithTeachableMachine(page);

    const prepared = [...readTensors('preprocess/preprocess.safetensors').data.values()].slice(0, 3);
    const length = 3 * pixels.seen * pixels.seen;
    const direct = [];
    for (const rgb of prepared) direct.push(await askAboutPixels(page, rgb.subarray(0, length), pixels));
    console.log(`${name}: ${largestLogarithm(direct)} for the same pixels`);
    expect(largestLogarithm(direct)).toBeLessThan(tolerance);

    const pictures = pixels === SMALL_PIXELS ? [...DRAWINGS, ...PHOTOS] : [...SQUARE_PHOTOS, ...PHOTOS];
    const answers = await askBoth(page, pictures, labels);
    console.log(`${name}: ${largestDifference(answers)} for pictures, others ${others(answers)}`);
    expect(largestDifference(answers)).toBeLessThan(largest);
    expect(others(answers)).toEqual([]);
  });
}

for (const { name, pictures, largest } of [
  // Measured: 0.030, and 0.083 with drawings of 32 × 32 pixels.
  { name: 'transfer-hidden-layer', pictures: SQUARE_PHOTOS, largest: 0.08 },
  { name: 'mlp', pictures: [...DRAWINGS, ...SQUARE_PHOTOS], largest: 0.15 },
]) {
  test(`ml5 answers nearly as Kiln does: ${name}`, async ({ page }) => {
    const { labels } = await open(page, name);
    await openWithMl5(page);
    const answers = await askBoth(page, pictures, labels);
    console.log(`${name}: ${largestDifference(answers)} for pictures in ml5, others ${others(answers)}`);
    expect(largestDifference(answers)).toBeLessThan(largest);
    expect(others(answers)).toEqual([]);
  });
}

test('the page’s worker makes a zip of them, and says of which network there are none', async ({ page }) => {
  await openTraining(page);
  await openModel(page, 'transfer', modelFile(named('transfer')));
  const version = () => page.getByTestId('version').inputValue();
  const zip = await callProjectWorker(page, 'toTeachableMachine', await version());
  const files = unzipSync(new Uint8Array(Buffer.from(zip.value ?? '', 'base64')));
  expect(Object.keys(files).sort()).toEqual(['README.txt', 'metadata.json', 'model.json', 'weights.bin']);
  const metadata = JSON.parse(Buffer.from(files['metadata.json']!).toString()) as {
    labels: string[];
    userMetadata: { kiln: object };
  };
  expect(metadata.labels).toEqual(FLOWERS);
  // It has a threshold for what is none of its classes.
  expect(metadata.userMetadata.kiln).toMatchObject({
    noneOfThese: expect.stringContaining('cannot express') as unknown,
  });
  expect(files['weights.bin']!.length).toBeLessThan(4_000_000);

  await openModel(page, 'recurrent', modelFile(named('recurrent')));
  const refused = await callProjectWorker(page, 'toTeachableMachine', await version());
  expect(refused.error).toMatchObject({ code: 'export.unsupported', detail: { architecture: 'recurrent' } });
  expect((await callProjectWorker(page, 'onnxRecipe')).value).toContain('onnxruntime');
});
