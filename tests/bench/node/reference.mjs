// The pictures and logits of the original PyTorch model that everybody has to
// agree with before anybody is timed.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.mjs';
import { float32, readSafetensors, tensorNamed } from './safetensors.mjs';

/**
 * Rounding the weights to half precision, which all runners share, moves the logits by
 * at most 0.036 (tests/fixtures/README.md); the rest is for the order of summation.
 */
export const TOLERANCE = 0.05;

const FIXTURE = path.join(ROOT, 'tests/fixtures/reference/lite0.safetensors');

/** @typedef {{ input: Float32Array, logits: Float32Array }[]} Reference `[3, h, w]` and `[1000]` each */

/** @returns {Reference} */
export function readReference() {
  const tensors = readSafetensors(readFileSync(FIXTURE));
  const pictures = tensorNamed(tensors, 'input_u8_nhwc');
  const [numPictures = 0, height = 0, width = 0, numChannels = 0] = pictures.shape;
  const numPixels = height * width;
  const numValues = numPixels * numChannels;
  const logits = float32(tensorNamed(tensors, 'logits'));
  const numClasses = logits.length / numPictures;
  return Array.from({ length: numPictures }, (_, index) => {
    const pixels = pictures.bytes.subarray(index * numValues, (index + 1) * numValues);
    return {
      // Channels first, and the scale the network was trained with.
      input: Float32Array.from({ length: numValues }, (_, at) => {
        const value = pixels[(at % numPixels) * numChannels + Math.floor(at / numPixels)] ?? 0;
        return (value - 127) / 128;
      }),
      logits: logits.slice(index * numClasses, (index + 1) * numClasses),
    };
  });
}

/** @param {Float32Array} one @param {Float32Array} other */
export function maxDifference(one, other) {
  if (one.length !== other.length) return Infinity;
  // Not Math.max on its own, which would pass over a NaN in `one`.
  return one.reduce((most, value, index) => {
    const difference = Math.abs(value - (other[index] ?? Number.NaN));
    return difference <= most ? most : Number.isNaN(difference) ? Infinity : difference;
  }, 0);
}
