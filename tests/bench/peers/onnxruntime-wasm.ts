/** ONNX Runtime Web on the CPU; `?threads=` says on how many threads. */
import * as runtime from 'onnxruntime-web/wasm';
import moduleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Runner } from '../page/bench.js';
import { openSession } from './onnxruntime.js';

export async function openOnnxRuntimeWasm(parameters: URLSearchParams): Promise<Runner> {
  const threads = Number(parameters.get('threads') ?? 1);
  if (threads > 1 && !crossOriginIsolated) {
    throw new Error('Threads need a page that is cross-origin isolated');
  }
  runtime.env.wasm.numThreads = threads;
  // Its threads start from a file of their own; without them the copy that is in
  // the bundle already is used, and nothing more is fetched.
  runtime.env.wasm.wasmPaths = threads > 1 ? { wasm: wasmUrl, mjs: moduleUrl } : { wasm: wasmUrl };
  return openSession(runtime, 'wasm', { device: 'cpu', adapter: null, threads });
}
