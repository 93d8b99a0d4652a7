// The pictures, and the logits that everybody has to agree with before anybody is
// timed: for the peers those of the original PyTorch model; for Kiln, which ships
// 8-bit integers, ONNX Runtime's with the same.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.mjs';
import { float32, readSafetensors, tensorNamed } from './safetensors.mjs';

/**
 * For arithmetic in floats. Rounding the peers' weights to half precision moves the logits by at most 0.036
 * (tests/fixtures/README.md); the rest is for the order of summation.
 */
export const TOLERANCE = 0.05;

const FIXTURES = path.join(ROOT, 'tests/fixtures/reference');

/**
 * Inputs `[3, h, w]` with their logits `[1000]`.
 * @typedef {{ input: Float32Array, logits: Record<'kiln' | 'peer', Float32Array> }[]} Reference
 */

/** @returns {Reference} */
export function readReference() {
  const read = (/** @type {string} */ name) => readSafetensors(readFileSync(path.join(FIXTURES, name)));
  const tensors = read('lite0.safetensors');
  const pictures = tensorNamed(tensors, 'input_u8_nhwc');
  const [numPictures = 0, height = 0, width = 0, numChannels = 0] = pictures.shape;
  const numPixels = height * width;
  const numValues = numPixels * numChannels;
  const ofPeers = float32(tensorNamed(tensors, 'logits'));
  const ofKiln = float32(tensorNamed(read('lite0_int8.safetensors'), 'logits'));
  const numClasses = ofPeers.length / numPictures;
  return Array.from({ length: numPictures }, (_, index) => {
    const pixels = pictures.bytes.subarray(index * numValues, (index + 1) * numValues);
    return {
      // Channels first, and the scale the network was trained with.
      input: Float32Array.from({ length: numValues }, (_, at) => {
        const value = pixels[(at % numPixels) * numChannels + Math.floor(at / numPixels)] ?? 0;
        return (value - 127) / 128;
      }),
      logits: {
        kiln: ofKiln.slice(index * numClasses, (index + 1) * numClasses),
        peer: ofPeers.slice(index * numClasses, (index + 1) * numClasses),
      },
    };
  });
}

/** The index of the largest. @param {Float32Array} logits */
export function answerOf(logits) {
  return logits.reduce((best, value, index) => (value > (logits[best] ?? 0) ? index : best), 0);
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
