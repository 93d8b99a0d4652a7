/** Times a device on the loaded model. */
import type { ModelWorkerClient } from './model-worker-client.js';

const NUM_RUNS = 5;
/** A device this many times slower than the other one is not timed any further. */
const HOPELESS_FACTOR = 4;

/** Milliseconds of a few runs, after one that compiles shaders and fills caches. */
export async function timeDevice(worker: ModelWorkerClient, otherMs: number): Promise<number[]> {
  await worker.time(1, Infinity);
  return worker.time(NUM_RUNS, otherMs * HOPELESS_FACTOR);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
