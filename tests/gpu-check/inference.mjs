// EfficientNet-Lite0 on the card against Burn's layers on the CPU: the same logits, and how long they take beside the
// CPU's kernels.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadModule } from './dawn.mjs';
import { median, timesOf } from './times.mjs';

const SIDE = 224;
/** The same weights in another order of summation: 2e-5 was measured. */
const TOLERANCE = 1e-3;
/** Runs that are timed: enough for a median, over in seconds where a run takes one. */
const [MOST_RUNS, LIMIT_MS] = [200, 10_000];

/**
 * One row for each way of computing the network.
 * @param {(row: object) => void} say
 * @returns {Promise<boolean>} whether all answers were right
 */
export async function checkInference(say) {
  const weights = new Uint8Array(readFileSync(path.join(import.meta.dirname, 'weights.safetensors')));
  const inputs = referenceInputs();
  const { ms } = await logitsWith('cpu', weights, inputs);
  say({ what: 'inference', module: 'cpu', ms });
  const cpu = await logitsWith('train', weights, inputs, 'burn');
  let isRight = true;
  for (const module of ['webgpu', 'train-webgpu']) {
    const { logits, ...times } = await logitsWith(module, weights, inputs);
    const difference = Math.max(...logits.map((row, index) => largestDifference(row, cpu.logits[index])));
    const same = logits.filter((row, index) => best(row) === best(cpu.logits[index])).length;
    say({ what: 'inference', module, ...times, difference, same: `${same} of ${logits.length}` });
    isRight &&= difference < TOLERANCE;
  }
  return isRight;
}

/** @param {string} name @param {Uint8Array} weights @param {Float32Array[]} inputs @param {'fused' | 'burn'} kernels */
async function logitsWith(name, weights, inputs, kernels = 'fused') {
  const startedAt = performance.now();
  const module = await loadModule(name);
  module.warmUp();
  const model = await module.Model.load(weights.slice(), kernels, null);
  /** @type {(input: Float32Array | undefined) => Promise<Float32Array>} */
  const ask = (input) => model.logits(input ?? new Float32Array());
  await ask(inputs[0]);
  const firstMs = Math.round(performance.now() - startedAt);
  const ms = median(await timesOf(MOST_RUNS, LIMIT_MS, () => ask(inputs[0])));
  /** @type {Float32Array[]} */
  const logits = [];
  // Where a run takes seconds, some pictures are enough.
  for (const input of inputs.slice(0, ms > 400 ? 3 : inputs.length)) logits.push(await ask(input));
  model.free();
  return { logits, firstMs, ms };
}

/** The pictures of the tests, prepared: `[3, 224, 224]` each. */
function referenceInputs() {
  const file = readFileSync(path.join(import.meta.dirname, 'reference.safetensors'));
  const headerLength = Number(file.readBigUInt64LE(0));
  const { input_u8_nhwc: tensor } = JSON.parse(file.subarray(8, 8 + headerLength).toString());
  const [from, to] = tensor.data_offsets;
  const pixels = file.subarray(8 + headerLength + from, 8 + headerLength + to);
  const numPixels = SIDE * SIDE;
  return Array.from({ length: pixels.length / (3 * numPixels) }, (_, picture) =>
    Float32Array.from({ length: 3 * numPixels }, (_, index) => {
      const [colour, pixel] = [Math.floor(index / numPixels), index % numPixels];
      return ((pixels[(picture * numPixels + pixel) * 3 + colour] ?? 0) - 127) / 128;
    }),
  );
}

/** @param {Float32Array} row @param {Float32Array | undefined} other */
const largestDifference = (row, other) =>
  row.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (other?.[index] ?? Number.NaN))), 0);
/** @param {Float32Array | undefined} row */
const best = (row) => row?.indexOf(Math.max(...row)) ?? -1;
