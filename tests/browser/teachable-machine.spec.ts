/** Models in Teachable Machine's own files, opened by programs that open those, against what Kiln answers. */
import { readdirSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { openHarness } from './support/harness.js';
import { expected, modelFile } from './support/of-0.1.js';
import { readTensors } from './support/reference.js';
import { fixture } from './support/studio.js';
import {
  askAboutPixels,
  askBoth,
  exportIn,
  host,
  openWithMl5,
  openWithTeachableMachine,
  type Answers,
  type Files,
} from './support/teachable-machine.js';
import { FLOWERS } from './support/training.js';

const folder = (name: string) =>
  readdirSync(fixture(name))
    .sort()
    .map((file) => `${name}/${file}`);
const FLOWER_PICTURES = FLOWERS.flatMap((kind) => folder(`pictures/flowers25/${kind}`));

const largest = (answers: readonly Pick<Answers, 'kiln' | 'other'>[]) =>
  Math.max(
    ...answers.flatMap(({ kiln, other }) => kiln.map((value, index) => Math.abs(value - (other[index] ?? NaN)))),
  );
const best = (values: readonly number[]) => values.indexOf(Math.max(...values));
const others = (answers: readonly Answers[]) => answers.filter(({ kiln, other }) => best(kiln) !== best(other));

async function open(page: Page, name: string): Promise<{ labels: string[]; files: Files }> {
  const model = expected().models.find((model) => model.name === name)!;
  await openHarness(page);
  const files = await exportIn(page, modelFile(model));
  await host(page, files);
  return { labels: model.card.classNames, files };
}

for (const name of [
  'transfer',
  'transfer-hidden-layer',
  'transfer-int8',
  'fine-tune',
  'fine-tune-int8',
  'reference-cnn',
  'reference-cnn-int8',
  'mlp',
  'mlp-int8',
]) {
  test(`measure ${name}`, async ({ page }) => {
    const { labels, files } = await open(page, name);
    console.log(
      name,
      Object.entries(files)
        .map(([n, b]) => `${n} ${b.length}`)
        .join(', '),
    );
    await openWithTeachableMachine(page);
    const isPixels = /cnn|mlp/.test(name);
    const { data } = readTensors('preprocess/preprocess.safetensors');
    const direct = [];
    for (const [, pixels] of data) {
      direct.push(
        isPixels
          ? await askAboutPixels(page, pixels.subarray(0, 32 * 32 * 3), {
              side: 32,
              border: 0,
              times: 7,
              mean: 0,
              scale: 255,
            })
          : await askAboutPixels(page, pixels, { side: 224, border: 16, times: 1, mean: 127, scale: 128 }),
      );
    }
    console.log(name, 'direct', largest(direct));
    const pictures = isPixels
      ? [
          ...['bar', 'cross', 'disc'].flatMap((kind) => folder(`of-0.1/drawings/${kind}`)),
          ...folder('of-0.1/asked'),
          'pictures/hot_dog.jpg',
          'preprocess/landscape.png',
        ]
      : [
          ...FLOWER_PICTURES,
          'pictures/bird.jpg',
          'pictures/cat.jpg',
          'pictures/sunflower.jpg',
          'pictures/hot_dog.jpg',
          'preprocess/landscape.png',
        ];
    for (const reader of ['tm', 'ml5']) {
      if (reader === 'ml5') await openWithMl5(page);
      const answers = await askBoth(page, pictures, labels);
      console.log(
        name,
        reader,
        'largest',
        largest(answers).toFixed(4),
        'others',
        others(answers)
          .map(
            ({ picture, kiln, other }) => `${picture} ${Math.max(...kiln).toFixed(2)} ${Math.max(...other).toFixed(2)}`,
          )
          .join('; '),
      );
      const each = answers.map((a) => largest([a])).sort((a, b) => a - b);
      console.log(name, reader, 'mean', (each.reduce((a, b) => a + b, 0) / each.length).toFixed(4), 'of', each.length);
    }
  });
}
