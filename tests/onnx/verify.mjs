// Runs the ONNX files that the core's example `write_onnx` wrote to DIR in
// ONNX Runtime and compares the answers with the core's: node tests/onnx/verify.mjs DIR

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import * as ort from 'onnxruntime-web';

/** Of the largest logit: both add some thousand 32-bit products, each in its own order. */
const TOLERANCE = 1e-4;

ort.env.wasm.numThreads = 1;

const folder = process.argv[2];
if (folder === undefined) throw new Error('Which folder? node tests/onnx/verify.mjs DIR');
const names = (await readdir(folder)).filter((name) => name.endsWith('.onnx')).sort();
if (names.length === 0) throw new Error(`There is no .onnx file in ${folder}`);
for (const name of names) {
  const expected = JSON.parse(await readFile(path.join(folder, name.replace(/\.onnx$/, '.json')), 'utf8'));
  const session = await ort.InferenceSession.create(await readFile(path.join(folder, name)));
  const input = new ort.Tensor('float32', Float32Array.from(expected.input), expected.shape);
  const outputs = await session.run({ input });
  const difference = Math.max(
    differenceOf(outputs.logits, expected.logits),
    differenceOf(outputs.probabilities, softmaxOfRows(expected.logits, expected.shape[0])),
  );
  await session.release();
  // NaN is no difference that can be accepted.
  if (!(difference <= TOLERANCE)) throw new Error(`${name} differs by ${difference}`);
  console.log(`${name}: ${difference.toExponential(1)} of the largest value`);
}

/**
 * @param {ort.Tensor | undefined} output
 * @param {number[]} expected
 */
function differenceOf(output, expected) {
  const actual = /** @type {Float32Array} */ (output?.data);
  if (actual?.length !== expected.length) return NaN;
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] ?? NaN)))) / scale;
}

/**
 * @param {number[]} logits
 * @param {number} numRows
 */
function softmaxOfRows(logits, numRows) {
  const length = logits.length / numRows;
  return Array.from({ length: numRows }, (_, row) => {
    const powers = logits.slice(row * length, (row + 1) * length).map(Math.exp);
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  }).flat();
}
