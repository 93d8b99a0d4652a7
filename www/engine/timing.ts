/** Times a device on the loaded model. */
import { median } from '../shared/median.js';
import type { ModelWorkerClient } from './model-worker-client.js';

const NUM_RUNS = 5;
/** A device this many times slower than the other one is not timed any further. */
const HOPELESS_FACTOR = 4;

/** The same weights in another order of summation differ by 2e-5; a broken driver by whole numbers. */
const AGREEMENT = 0.01;

export interface DeviceTiming {
  medianMs: number;
  logits: Float32Array;
}

/** Times a few runs, after one that compiles shaders and fills caches. */
export async function timeDevice(worker: ModelWorkerClient, otherMs: number): Promise<DeviceTiming> {
  await worker.calls.time(1, Infinity);
  const { elapsedMs, logits } = await worker.calls.time(NUM_RUNS, otherMs * HOPELESS_FACTOR);
  return { medianMs: median(elapsedMs), logits };
}

/** Whether two devices computed the same. */
export function agree(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, index) => Math.abs(value - (b[index] ?? NaN)) < AGREEMENT);
}
