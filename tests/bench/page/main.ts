/**
 * The page of the benchmark. `?runner=` names a peer; without it this is Kiln. With
 * `?first` the page makes one prediction as soon as it can and marks the moments, for
 * timing the way from the address to the first answer.
 */
import { benchOf, type Bench } from './bench.js';

declare global {
  interface Window {
    /** Set once runtime and weights are loaded. */
    __bench?: Bench;
  }
}

/** Each is a chunk of its own: a page downloads the runtime it runs and no other. */
const RUNNERS: Record<string, (parameters: URLSearchParams) => Promise<Bench>> = {
  kiln: async (parameters) => benchOf(await (await import('./kiln.js')).openKiln(parameters)),
  tfjs: async (parameters) => benchOf(await (await import('../peers/tfjs.js')).openTfjs(parameters)),
  'jax-js': async (parameters) => benchOf(await (await import('../peers/jax-js.js')).openJax(parameters)),
  litert: async (parameters) => benchOf(await (await import('../peers/litert.js')).openLiteRt(parameters)),
  mediapipe: async () => benchOf(await (await import('../peers/mediapipe.js')).openMediaPipe()),
  'onnxruntime-wasm': async (parameters) =>
    benchOf(await (await import('../peers/onnxruntime-wasm.js')).openOnnxRuntimeWasm(parameters)),
  'onnxruntime-webgpu': async () =>
    benchOf(await (await import('../peers/onnxruntime-webgpu.js')).openOnnxRuntimeWebGpu()),
};

const status = document.querySelector<HTMLElement>('#status');

try {
  const parameters = new URLSearchParams(location.search);
  const name = parameters.get('runner') ?? 'kiln';
  const open = RUNNERS[name];
  if (!open) throw new Error(`There is no runner ${name}`);
  const bench = await open(parameters);
  performance.mark('bench-loaded');
  if (parameters.has('first')) {
    await bench.infer(1);
    performance.mark('bench-first-logits');
  }
  window.__bench = bench;
  if (status) status.textContent = `Ready: ${name} on ${bench.info.device}.`;
} catch (error) {
  if (status) status.textContent = `Failed: ${error instanceof Error ? error.message : error}`;
  // Left unhandled on purpose, for the harness that waits for the page to see it.
  throw error;
}
