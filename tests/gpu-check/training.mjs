// A convolutional network and a head, trained on the card and on the CPU: the same losses, and how long a step takes.

import { loadModule } from './dawn.mjs';
import { median, timesOf } from './times.mjs';

const SETTINGS = {
  epochs: 500,
  batchSize: 32,
  learningRate: 3e-4,
  schedule: 'constant',
  weightDecay: 0,
  dropout: 0,
  hiddenUnits: 0,
  frozenEpochs: 0,
  backboneLearningRate: 2e-5,
  validationShare: 0,
  classWeights: false,
  augmentation: { flip: false, crop: 0, rotate: 0, brightness: 0, variants: 0 },
  earlyStopping: null,
  seed: 0,
};
/** Both sum the same numbers in another order, and a step builds on the one before. */
const TOLERANCE = 1e-3;
/** Steps whose losses are compared. */
const NUM_COMPARED = 5;
const [MOST_RUNS, LIMIT_MS] = [60, 15_000];

/** The two runs, as the bench has them. */
const JOBS = {
  CNN: {
    settings: SETTINGS,
    numClasses: 10,
    steps: 1,
    /** @param {any} module */
    set(module) {
      const set = new module.TrainingSet('bench-cnn');
      for (let index = 0; index < 320; index += 1) {
        const rgba = Uint8Array.from(numbers(32 * 32 * 4, 256, index), (value, at) => (at % 4 === 3 ? 255 : value));
        set.addPicture(rgba, 32, 32, index % 10, 'train');
      }
      return set;
    },
  },
  'head, an epoch': {
    settings: { ...SETTINGS, batchSize: 16, hiddenUnits: 100, learningRate: 1e-3 },
    numClasses: 3,
    steps: 10,
    /** @param {any} module */
    set(module) {
      const set = new module.TrainingSet('transfer');
      for (let row = 0; row < 150; row += 1) {
        const features = Float32Array.from(numbers(1280, 1000, row), (value) => value / 1000);
        set.addFeatures(features, row % 3, 'train');
      }
      return set;
    },
  },
};

/**
 * @param {(row: object) => void} say
 * @returns {Promise<boolean>} whether the losses agree
 */
export async function checkTraining(say) {
  const [cpu, gpu] = [await loadModule('train'), await loadModule('train-webgpu')];
  let isRight = true;
  for (const [name, job] of Object.entries(JOBS)) {
    const onCpu = await train(cpu, job);
    const onGpu = await train(gpu, job);
    const differences = onGpu.losses.map((loss, index) => Math.abs(loss - (onCpu.losses[index] ?? Number.NaN)));
    const difference = Math.max(...differences);
    say({ what: 'training', name, cpuMs: onCpu.ms, gpuMs: onGpu.ms, firstMs: onGpu.firstMs, difference });
    isRight &&= difference < TOLERANCE;
  }
  return isRight;
}

/** @param {any} module @param {typeof JOBS['CNN' | 'head, an epoch']} job */
async function train(module, { settings, numClasses, steps, set }) {
  const startedAt = performance.now();
  const run = await module.TrainingRun.start(set(module), numClasses, settings);
  const losses = [];
  let firstMs = 0;
  for (let step = 0; step < NUM_COMPARED; step += 1) {
    losses.push((await run.step(steps)).loss);
    firstMs ||= Math.round(performance.now() - startedAt);
  }
  const ms = median(await timesOf(MOST_RUNS, LIMIT_MS, () => run.step(steps)));
  run.free();
  return { losses, firstMs, ms };
}

/**
 * Whole numbers below `limit`, the same each time: Numerical Recipes' linear congruential generator, modulo 2³².
 * @param {number} count @param {number} limit @param {number} seed
 */
function numbers(count, limit, seed) {
  let state = seed + 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  });
}
