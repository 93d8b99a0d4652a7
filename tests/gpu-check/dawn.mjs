// WebGPU in Node: npm's `webgpu` is Dawn, Chrome's own. The wasm modules look for it where a worker has it.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
/** Kept: a collected GPU object aborts the process. */
const gpu = create([]);
class WorkerGlobalScope {}
Object.assign(globalThis, { gpuOfTheProcess: gpu, WorkerGlobalScope, self: globalThis });
Object.setPrototypeOf(globalThis, WorkerGlobalScope.prototype);
Object.defineProperty(globalThis, 'navigator', {
  value: { gpu, userAgent: 'node', hardwareConcurrency: 1 },
  configurable: true,
});

/** The facts about the adapter that the modules will get, or null where there is none. */
export async function adapterFacts() {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  return { vendor, architecture, device, description, isSoftware: isFallbackAdapter };
}

/**
 * A built module, started.
 * @param {string} name of its folder
 */
export async function loadModule(name) {
  const folder = path.join(import.meta.dirname, 'modules', name);
  const module = await import(path.join(folder, 'kiln.js'));
  await module.default({ module_or_path: readFileSync(path.join(folder, 'kiln_bg.wasm')) });
  module.start();
  // A panic leaves its promise pending for ever: better to stop.
  module.onPanic((/** @type {string} */ message) => {
    console.error(`The module ${name} panicked: ${message}`);
    process.exit(1);
  });
  return module;
}
