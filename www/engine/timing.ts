/** Times a device on the loaded model. */
import { median } from '../shared/median.js';
import type { ModelWorkerClient } from './model-worker-client.js';

const NUM_RUNS = 5;
/** A device this many times slower than the other one is not timed any further. */
const HOPELESS_FACTOR = 4;

/**
 * The root mean square of the differences in that of the logits around their mean. The CPU rounds activations to 7
 * bits, which comes to 0.04 on the made-up picture; what a broken driver computes has nothing to do with the logits and
 * comes to 1.
 */
const MOST_DEVIATION = 0.15;

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

/** Whether two devices computed the same, but for rounding. */
export function agree(a: Float32Array, b: Float32Array): boolean {
  const mean = a.reduce((sum, value) => sum + value, 0) / a.length;
  const spread = a.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const differences = a.reduce((sum, value, index) => sum + (value - (b[index] ?? NaN)) ** 2, 0);
  return a.length === b.length && differences < MOST_DEVIATION ** 2 * spread;
}
