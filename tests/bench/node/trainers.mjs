// Who trains in the benchmark, and how much in a turn.

/**
 * @typedef {object} Trainer
 * @property {string} name for --runners and the tables
 * @property {string} address the query of bench.html
 * @property {boolean} isKiln
 * @property {'cpu' | 'gpu'} device
 * @property {number} threads
 * @property {Partial<Record<Job, number>>} counts runs a turn, of what it can do
 * @property {boolean} isSlow whether it takes so long that it has one turn
 *
 * @typedef {'train' | 'epoch' | 'transfer' | 'wholeTransfer'} Job
 */

const CPU = { device: /** @type {const} */ ('cpu'), threads: 1, isKiln: false, isSlow: false };
const GPU = { device: /** @type {const} */ ('gpu'), threads: 1, isKiln: false, isSlow: false };
const JAX = 'runner=jax-js';

/**
 * Where a software graphics adapter takes seconds, one epoch of the head stands for fifty. tfjs-wasm has no gradient of
 * a convolution's filter.
 * @type {Trainer[]}
 */
export const TRAINERS = [
  {
    ...CPU,
    name: 'kiln-cpu',
    address: 'device=cpu',
    isKiln: true,
    counts: { train: 10, transfer: 4, wholeTransfer: 1 },
  },
  {
    ...CPU,
    name: 'jax-js-wasm',
    address: `${JAX}&device=wasm&threads=1&convolution=im2col`,
    counts: { train: 4, transfer: 2 },
  },
  { ...CPU, name: 'tfjs-wasm', address: 'runner=tfjs&backend=wasm', counts: { transfer: 2, wholeTransfer: 1 } },
  {
    ...CPU,
    name: 'jax-js-wasm-2-threads',
    address: `${JAX}&device=wasm&threads=2&convolution=im2col`,
    threads: 2,
    counts: { train: 4, transfer: 2 },
  },
  { ...GPU, name: 'kiln-webgpu', address: 'device=webgpu', isKiln: true, counts: { train: 2, epoch: 4 } },
  { ...GPU, name: 'jax-js-webgpu', address: JAX, counts: { train: 2, epoch: 4 } },
  { ...GPU, name: 'jax-js-webgpu-im2col', address: `${JAX}&convolution=im2col`, counts: { train: 2 } },
  { ...GPU, name: 'tfjs-webgl', address: 'runner=tfjs&backend=webgl', isSlow: true, counts: { train: 2, epoch: 4 } },
  { ...GPU, name: 'tfjs-webgpu', address: 'runner=tfjs&backend=webgpu', isSlow: true, counts: { train: 1 } },
];

/**
 * What --rows names, and the figures behind it.
 * @type {{ name: string, title: string, device: 'cpu' | 'gpu', job: Job }[]}
 */
export const TRAINING_ROWS = [
  { name: 'step', title: 'a step of the CNN', device: 'cpu', job: 'train' },
  { name: 'step-gpu', title: 'a step of the CNN, on graphics', device: 'gpu', job: 'train' },
  { name: 'head', title: 'the head, 50 epochs', device: 'cpu', job: 'transfer' },
  { name: 'head-gpu', title: 'the head, one epoch, on graphics', device: 'gpu', job: 'epoch' },
  { name: 'job', title: 'features of 150 pictures, then the head', device: 'cpu', job: 'wholeTransfer' },
];
