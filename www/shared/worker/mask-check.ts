/** Hides what a map calls warm, and as much elsewhere: does the prediction rest on it? */
import type { MaskCheck, Model } from '../../generated/cpu/kiln.js';
import type { Explanation, MaskCheckResult } from '../../types/core.js';
import type { DecodedPicture } from './decode-picture.js';
import { pull, type TrialOptions } from './trials.js';

/** The same masks each time: asked twice, the same verdict. */
const SEED = 1;

interface Runtime {
  MaskCheck: typeof MaskCheck;
}

export async function checkMap(
  runtime: Runtime,
  model: Model,
  { rgba, width, height }: DecodedPicture,
  { values, rows, columns, place, classIndex }: Explanation,
  options: TrialOptions,
): Promise<MaskCheckResult> {
  const where = Float64Array.of(place.left, place.top, place.width, place.height);
  const map = Float32Array.from(values);
  const check = new runtime.MaskCheck(model, rgba, width, height, map, rows, columns, where, classIndex, SEED);
  try {
    await pull(check, options);
    return check.result();
  } finally {
    check.free();
  }
}
