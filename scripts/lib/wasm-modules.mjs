// The wasm modules that crates/web is built into.

/**
 * @typedef {object} WasmModule
 * @property {string} name also the name of the folder and the file
 * @property {string[]} features of crates/web
 * @property {boolean} [hasThreads] compiled for memory that workers share
 */

/** @type {WasmModule[]} Each offers at least what the first one offers. */
export const WASM_MODULES = [
  // Small, so that it answers first.
  { name: 'cpu', features: ['cpu'] },
  // The same on several threads, where the page's host isolates it.
  { name: 'cpu-threads', features: ['threads'], hasThreads: true },
  // Readers of an article: answers of trained models.
  { name: 'widget', features: ['widget'] },
  // Fetched when somebody opens a project.
  { name: 'train', features: ['flex', 'train'] },
  // Fetched and compiled behind the first one.
  { name: 'webgpu', features: ['webgpu'] },
  // Fetched when a run would take long on the CPU, or somebody asks for it.
  { name: 'train-webgpu', features: ['webgpu', 'train'] },
  // For a test in the browser: no page asks for it.
  { name: 'kernel-check', features: ['kernel-check'] },
];
