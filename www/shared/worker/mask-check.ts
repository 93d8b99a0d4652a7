/** Hides what a map calls warm, and as much elsewhere: does the answer rest on it? */
import type { Explanation, MaskCheck, MaskCheckResult } from '../../generated/cpu/kiln.js';
import { pull, type TrialOptions } from './trials.js';

/** The same masks each time: asked twice, the same verdict. */
const SEED = 1;

interface Runtime {
  MaskCheck: typeof MaskCheck;
}

export async function checkMap(
  runtime: Runtime,
  input: Float32Array,
  side: number,
  { values, rows, columns, place, classIndex }: Explanation,
  options: TrialOptions,
): Promise<MaskCheckResult> {
  const where = Float64Array.of(place.left, place.top, place.width, place.height);
  const check = new runtime.MaskCheck(input, side, Float32Array.from(values), rows, columns, where, classIndex, SEED);
  try {
    await pull(check, options);
    return check.result();
  } finally {
    check.free();
  }
}
