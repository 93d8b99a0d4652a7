// Who runs in the benchmark.

import { Failure } from '../../../scripts/lib/failures.mjs';

/**
 * @typedef {object} Contestant
 * @property {string} name for --runners and the tables
 * @property {string} address the query of bench.html
 * @property {'cpu' | 'webgpu' | 'webgl'} device
 * @property {number} threads
 * @property {'kiln' | 'peer'} role
 * @property {boolean} isDefault whether it runs when --runners names nobody
 */

/** @type {Contestant[]} */
export const CONTESTANTS = [
  entry('kiln-cpu', 'device=cpu', 'cpu', 'kiln'),
  entry('tfjs-wasm', 'runner=tfjs&backend=wasm', 'cpu'),
  entry('ort-wasm', 'runner=onnxruntime-wasm&threads=1', 'cpu'),
  { ...entry('kiln-cpu-2-threads', 'device=cpu&threads=2', 'cpu', 'kiln'), threads: 2 },
  { ...entry('tfjs-wasm-2-threads', 'runner=tfjs&backend=wasm&threads=2', 'cpu'), threads: 2 },
  { ...entry('ort-wasm-2-threads', 'runner=onnxruntime-wasm&threads=2', 'cpu'), threads: 2 },
  { ...entry('kiln-cpu-burn', 'device=cpu&kernels=burn', 'cpu', 'kiln'), isDefault: false },
  entry('kiln-webgpu', 'device=webgpu', 'webgpu', 'kiln'),
  entry('tfjs-webgpu', 'runner=tfjs&backend=webgpu', 'webgpu'),
  entry('ort-webgpu', 'runner=onnxruntime-webgpu', 'webgpu'),
  { ...entry('tfjs-webgl', 'runner=tfjs&backend=webgl', 'webgl'), isDefault: false },
];

/**
 * @param {string} name @param {string} address @param {Contestant['device']} device
 * @param {Contestant['role']} [role]
 * @returns {Contestant}
 */
function entry(name, address, device, role = 'peer') {
  return { name, address, device, role, threads: 1, isDefault: true };
}

/**
 * @param {string | undefined} names separated by commas; `all` is everybody
 * @returns {Contestant[]}
 */
export function chosen(names) {
  if (names === undefined) return CONTESTANTS.filter(({ isDefault }) => isDefault);
  if (names === 'all') return CONTESTANTS;
  return names.split(',').map((name) => {
    const found = CONTESTANTS.find((contestant) => contestant.name === name);
    if (found) return found;
    const known = CONTESTANTS.map((contestant) => contestant.name).join(', ');
    throw new Failure(`There is no runner ${name}; there are ${known}`);
  });
}

/**
 * Kiln ÷ peer is only told of the same device and as many threads.
 * @param {Pick<Contestant, 'device' | 'threads'>} one @param {Pick<Contestant, 'device' | 'threads'>} other
 */
export function isSameClass(one, other) {
  return one.device === other.device && one.threads === other.threads;
}
