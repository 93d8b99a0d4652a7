// The wasm modules that crates/web is built into.

/**
 * @typedef {object} WasmModule
 * @property {string} name also the name of the folder and the file
 * @property {string} title what people know it as
 * @property {string[]} features of crates/web
 * @property {boolean} [isFirst] `npm start` opens the page once these are there
 * @property {boolean} [waitsForGpu] its own code has little to do beside the GPU's
 * @property {boolean} [hasThreads] compiled for memory that workers share
 * @property {boolean} [isRelaxed] compiled for relaxed SIMD, which not every browser has
 * @property {boolean} [isForTests] no page asks for it
 */

/** @type {WasmModule[]} Each offers at least what the first one offers. */
export const WASM_MODULES = [
  // Small, so that it answers first.
  { name: 'cpu', title: 'predictions on the CPU', features: ['cpu'], isFirst: true },
  // The same where the browser has relaxed SIMD, at twice the speed.
  { name: 'cpu-relaxed', title: 'predictions on the CPU with relaxed SIMD', features: ['cpu'], isRelaxed: true },
  // Fetched when somebody opens a project.
  { name: 'train', title: 'training on the CPU', features: ['flex', 'train'], isFirst: true },
  // Readers of an article: answers of trained models.
  { name: 'widget', title: 'the widget', features: ['widget'] },
  // Fetched and compiled behind the first one.
  { name: 'webgpu', title: 'WebGPU', features: ['webgpu'], waitsForGpu: true },
  // Fetched when a run would take long on the CPU, or somebody asks for it.
  { name: 'train-webgpu', title: 'training on WebGPU', features: ['burn-webgpu', 'train'], waitsForGpu: true },
  // What the first one does on several threads, where the page's host isolates it.
  { name: 'cpu-threads', title: 'threads', features: ['threads'], hasThreads: true },
  {
    name: 'cpu-threads-relaxed',
    title: 'threads with relaxed SIMD',
    features: ['threads'],
    hasThreads: true,
    isRelaxed: true,
  },
  // The kernels' properties, checked in the browser.
  { name: 'kernel-check', title: 'the check of the kernels', features: ['kernel-check'], isForTests: true },
  {
    name: 'kernel-check-relaxed',
    title: 'the check of the kernels with relaxed SIMD',
    features: ['kernel-check'],
    isRelaxed: true,
    isForTests: true,
  },
];
