// The wasm modules that crates/web is built into, one per feature of that crate.

/**
 * @typedef {object} WasmModule
 * @property {string} name also the name of the cargo feature and of the folder
 */

/** @type {WasmModule[]} */
export const WASM_MODULES = [
  // Small, so that it answers first.
  { name: 'cpu' },
  // Fetched and compiled behind it.
  { name: 'webgpu' },
];
