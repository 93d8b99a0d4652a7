/** Every network learns on WebGPU as on the CPU, whatever its sizes, and goes on from a checkpoint to the same bits. */
import { expect, test, type Page } from '@playwright/test';
import { ARCHITECTURES, type ArchitectureId } from '../../www/types/core.js';
import { openHarness, toFloats } from './support/harness.js';

type TrainRuntime = typeof import('../../www/generated/train/kiln.js');

/** Whole numbers, unordered and the same in each test: Numerical Recipes' linear congruential generator, modulo 2³². */
let state = 0;
test.beforeEach(() => {
  const { title } = test.info();
  state = [...title].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 17) >>> 0;
});
function drawn(from: number, to: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return from + Math.floor((state / 2 ** 32) * (to - from + 1));
}

/** Of a mean loss near 1; a step builds on the ones before. */
const LOSS_TOLERANCE = 1e-4;
/** Of the means of gradients, beside the largest of their array. */
const GRADIENT_TOLERANCE = 2e-3;
const NUM_EPOCHS = 3;

interface Sizes {
  numClasses: number;
  batchSize: number;
  count: number;
  hiddenUnits: number;
  dropout: number;
}

/** Sizes with a last batch that is short. */
function drawnSizes(hasHiddenLayer: boolean): Sizes {
  const batchSize = drawn(4, 19);
  return {
    numClasses: drawn(2, 5),
    batchSize,
    count: batchSize * drawn(1, 2) + drawn(1, batchSize - 1),
    hiddenUnits: hasHiddenLayer ? drawn(0, 2) * drawn(1, 70) : 0,
    dropout: drawn(0, 1) * 0.3,
  };
}

interface Outcome {
  losses: number[];
  /** After the first epoch. */
  checkpoint: Buffer;
  /** After the last one; and of a run that went on from the checkpoint. */
  end: Buffer;
  resumedEnd: Buffer;
}

async function outcomeOf(
  page: Page,
  module: 'train' | 'train-webgpu',
  architecture: string,
  { count, ...sizes }: Sizes,
): Promise<Outcome> {
  const settings = {
    ...ARCHITECTURES[(architecture === 'bench-cnn' ? 'reference-cnn' : architecture) as ArchitectureId].defaults,
    learningRate: 1e-3,
    frozenEpochs: 0,
    weightDecay: 0.01,
    earlyStopping: NUM_EPOCHS,
    epochs: NUM_EPOCHS,
    ...sizes,
  };
  const { losses, files } = await page.evaluate(
    async ({ module, architecture, settings, count, numClasses }) => {
      const address = (file: string): string => new URL(file, document.baseURI).href;
      const kiln = (await import(address(`www/generated/${module}/kiln.js`))) as TrainRuntime;
      await kiln.default({ module_or_path: address(`www/generated/${module}/kiln_bg.wasm`) });
      kiln.start();
      const noise = (length: number, seed: number): number[] => {
        let state = seed + 1;
        return Array.from({ length }, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return state / 2 ** 32;
        });
      };
      const set = async (): Promise<InstanceType<TrainRuntime['TrainingSet']>> => {
        const inputs = new kiln.TrainingSet(architecture);
        if (architecture === 'fine-tune') {
          const weights = address('crates/core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors');
          inputs.setBackbone(new Uint8Array(await (await fetch(weights)).arrayBuffer()));
        }
        // One more of each class to validate with: the best weights are kept.
        for (let index = 0; index < count + numClasses; index += 1) {
          const label = index % numClasses;
          const part = index < count ? 'train' : 'validation';
          if (architecture === 'transfer' || architecture === 'fine-tune') {
            const length = architecture === 'transfer' ? 1280 : 9408;
            inputs.addFeatures(
              Float32Array.from(noise(length, index), (value) => value * 2 - 1),
              label,
              part,
            );
          } else {
            const rgba = Uint8Array.from(noise(32 * 32 * 4, index), (value, at) => (at % 4 === 3 ? 255 : value * 256));
            inputs.addPicture(rgba, 32, 32, label, part);
          }
        }
        return inputs;
      };
      type Run = Awaited<ReturnType<TrainRuntime['TrainingRun']['start']>>;
      const finish = async (run: Run): Promise<Uint8Array> => {
        while ((await run.step(9)).state === 'running');
        return run.checkpoint();
      };
      const run = await kiln.TrainingRun.start(await set(), numClasses, settings);
      const losses: number[] = [];
      for (let isWithin = true; isWithin; ) {
        const { loss, finishedEpoch } = await run.step(1);
        losses.push(loss ?? Number.NaN);
        isWithin = !finishedEpoch;
      }
      const checkpoint = await run.checkpoint();
      const end = await finish(run);
      const resumedEnd = await finish(await kiln.TrainingRun.resume(checkpoint, await set()));
      const text = ({ buffer, byteOffset, byteLength }: Uint8Array): string => {
        const whole = new Uint8Array(Math.ceil(byteLength / 4) * 4);
        whole.set(new Uint8Array(buffer, byteOffset, byteLength));
        return `${byteLength} ${window.encode(new Float32Array(whole.buffer))}`;
      };
      return { losses, files: [checkpoint, end, resumedEnd].map(text) };
    },
    { module, architecture, settings, count, numClasses: sizes.numClasses },
  );
  const [checkpoint, end, resumedEnd] = files.map((file) => {
    const [length, text = ''] = file.split(' ');
    return Buffer.from(text, 'base64').subarray(0, Number(length));
  });
  return { losses, checkpoint: checkpoint!, end: end!, resumedEnd: resumedEnd! };
}

/** The means of gradients that the optimiser keeps, by the names of the parameters. */
function firstMoments(checkpoint: Buffer): Map<string, Float32Array> {
  const headerLength = Number(checkpoint.readBigUInt64LE(0));
  const header = JSON.parse(checkpoint.subarray(8, 8 + headerLength).toString()) as Record<
    string,
    { data_offsets?: [number, number] }
  >;
  const moments = new Map<string, Float32Array>();
  for (const [name, { data_offsets: range }] of Object.entries(header)) {
    if (!range || !name.startsWith('first_moment.')) continue;
    const [from, to] = range.map((offset) => 8 + headerLength + offset);
    moments.set(name, toFloats(checkpoint.subarray(from, to)));
  }
  return moments;
}

for (const [architecture, numCases] of [
  ['transfer', 4],
  ['reference-cnn', 2],
  ['bench-cnn', 2],
  ['mlp', 2],
  ['recurrent', 2],
  ['fine-tune', 1],
] as const) {
  test(`${architecture}: losses and gradients on WebGPU are the CPU's, at sizes drawn at random`, async ({ page }) => {
    await openHarness(page);
    for (let index = 0; index < numCases; index += 1) {
      // Its layers take seconds for each picture in software.
      const sizes =
        architecture === 'fine-tune'
          ? { numClasses: 3, batchSize: 3, count: 5, hiddenUnits: 0, dropout: 0 }
          : drawnSizes(architecture === 'transfer');
      const words = JSON.stringify(sizes);
      const cpu = await outcomeOf(page, 'train', architecture, sizes);
      const gpu = await outcomeOf(page, 'train-webgpu', architecture, sizes);
      expect(gpu.losses.length, words).toBe(Math.ceil(sizes.count / sizes.batchSize));
      for (const [step, loss] of gpu.losses.entries()) {
        expect(Math.abs(loss - (cpu.losses[step] ?? NaN)), `${words}, step ${step + 1}`).toBeLessThan(LOSS_TOLERANCE);
      }
      const [expected, found] = [cpu, gpu].map(({ checkpoint }) => firstMoments(checkpoint));
      expect(found!.size).toBeGreaterThan(1);
      for (const [name, values] of found!) {
        const others = expected!.get(name)!;
        const largest = others.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
        const difference = values.reduce((most, value, at) => Math.max(most, Math.abs(value - others[at]!)), 0);
        expect(difference / largest, `${words}, ${name}`).toBeLessThan(GRADIENT_TOLERANCE);
      }
      expect(gpu.resumedEnd.equals(gpu.end), `${words}: a resumed run ends with other bits`).toBe(true);
    }
  });
}
