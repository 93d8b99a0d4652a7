// Who runs in the benchmark.

import { Failure } from '../../../scripts/lib/failures.mjs';
import { TOLERANCE } from './reference.mjs';

/**
 * @typedef {object} Contestant
 * @property {string} name for --runners and the tables
 * @property {string} address the query of bench.html
 * @property {'cpu' | 'webgpu' | 'webgl'} device
 * @property {number} threads
 * @property {'kiln' | 'peer'} role
 * @property {boolean} isDefault whether it runs when --runners names nobody
 * @property {boolean} needsTflite whether its model file is one of those that --make-tflite makes
 * @property {number} tolerance by how much a logit may differ from the reference's
 */

/**
 * 8-bit activations move logits by 0.77 at most, as Kiln's 8-bit weights do by 0.80 (tests/fixtures/README.md); the
 * order of integer sums does not matter, but kernels round in different places.
 */
const TOLERANCE_INT8 = 1;
/** Ten bits of mantissa in every activation, on top of the weights' own: 0.24 was seen of MediaPipe. */
const TOLERANCE_F16 = 0.5;

const BOTH_THREADS = { threads: 2 };
const ON_REQUEST = { isDefault: false };
const TFLITE = { needsTflite: true };
const INT8 = { ...TFLITE, tolerance: TOLERANCE_INT8 };
const F16 = { ...TFLITE, tolerance: TOLERANCE_F16 };

/** @type {Contestant[]} */
export const CONTESTANTS = [
  entry('kiln-cpu', 'device=cpu', 'cpu', { role: 'kiln', tolerance: TOLERANCE_INT8 }),
  entry('litert-wasm-int8', 'runner=litert&model=int8', 'cpu', INT8),
  entry('litert-wasm-f32', 'runner=litert&model=f32', 'cpu', TFLITE),
  entry('tfjs-wasm', 'runner=tfjs&backend=wasm', 'cpu'),
  entry('ort-wasm', 'runner=onnxruntime-wasm&threads=1', 'cpu'),
  entry('kiln-cpu-2-threads', 'device=cpu&threads=2', 'cpu', {
    role: 'kiln',
    tolerance: TOLERANCE_INT8,
    ...BOTH_THREADS,
  }),
  entry('litert-wasm-int8-2-threads', 'runner=litert&model=int8&threads=2', 'cpu', { ...INT8, ...BOTH_THREADS }),
  entry('litert-wasm-f32-2-threads', 'runner=litert&model=f32&threads=2', 'cpu', { ...TFLITE, ...BOTH_THREADS }),
  entry('tfjs-wasm-2-threads', 'runner=tfjs&backend=wasm&threads=2', 'cpu', BOTH_THREADS),
  entry('ort-wasm-2-threads', 'runner=onnxruntime-wasm&threads=2', 'cpu', BOTH_THREADS),
  entry('kiln-cpu-burn', 'device=cpu&kernels=burn', 'cpu', { role: 'kiln', ...ON_REQUEST }),
  entry('kiln-webgpu', 'device=webgpu', 'webgpu', { role: 'kiln' }),
  entry('litert-webgpu-f32', 'runner=litert&model=f32&accelerator=webgpu', 'webgpu', TFLITE),
  entry('litert-webgpu-f16', 'runner=litert&model=f32&accelerator=webgpu&precision=fp16', 'webgpu', F16),
  entry('mediapipe-webgl', 'runner=mediapipe', 'webgl', F16),
  entry('tfjs-webgpu', 'runner=tfjs&backend=webgpu', 'webgpu'),
  entry('ort-webgpu', 'runner=onnxruntime-webgpu', 'webgpu'),
  entry('tfjs-webgl', 'runner=tfjs&backend=webgl', 'webgl', ON_REQUEST),
];

/**
 * @param {string} name @param {string} address @param {Contestant['device']} device
 * @param {Partial<Contestant>} [others]
 * @returns {Contestant}
 */
function entry(name, address, device, others) {
  const usual = { role: /** @type {const} */ ('peer'), threads: 1, isDefault: true, needsTflite: false };
  return { name, address, device, ...usual, tolerance: TOLERANCE, ...others };
}

/** The rows of inference that --rows names, and who stands in each. */
export const INFERENCE_ROWS = /** @type {const} */ ({
  'one-thread': (/** @type {Contestant} */ { device, threads }) => device === 'cpu' && threads === 1,
  'two-threads': (/** @type {Contestant} */ { device, threads }) => device === 'cpu' && threads > 1,
  gpu: (/** @type {Contestant} */ { device }) => device !== 'cpu',
});

/**
 * @param {string | undefined} names separated by commas; `all` is everybody
 * @param {readonly string[]} trainers names that mean nobody here, but somebody in training
 * @returns {Contestant[]}
 */
export function chosen(names, trainers) {
  if (names === undefined) return CONTESTANTS.filter(({ isDefault }) => isDefault);
  if (names === 'all') return CONTESTANTS;
  return names.split(',').flatMap((name) => {
    const found = CONTESTANTS.find((contestant) => contestant.name === name);
    if (found) return [found];
    if (trainers.includes(name)) return [];
    const known = new Set([...CONTESTANTS.map((contestant) => contestant.name), ...trainers]);
    throw new Failure(`There is no runner ${name}; there are ${[...known].join(', ')}`);
  });
}

/**
 * Kiln ÷ peer is only told of as many threads, or of a graphics adapter on both sides.
 * @param {Pick<Contestant, 'device' | 'threads'>} one @param {Pick<Contestant, 'device' | 'threads'>} other
 */
export function isSameClass(one, other) {
  const isCpu = one.device === 'cpu';
  return isCpu === (other.device === 'cpu') && (!isCpu || one.threads === other.threads);
}
