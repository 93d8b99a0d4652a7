/** ONNX Runtime Web on WebGPU, in the build its makers recommend for it. */
import * as runtime from 'onnxruntime-web/webgpu';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { probeAdapter } from '../../../www/engine/adapter.js';
import type { Runner } from '../page/bench.js';
import { openSession } from './onnxruntime.js';

export async function openOnnxRuntimeWebGpu(): Promise<Runner> {
  const adapter = await probeAdapter();
  // Without an adapter it would fall back to the CPU and be timed as a GPU.
  if (!adapter.isAvailable) throw new Error(`WebGPU: ${adapter.reason}`);
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.wasmPaths = { wasm: wasmUrl };
  const { name, isSoftware } = adapter;
  return openSession(runtime, 'webgpu', {
    device: 'webgpu',
    adapter: { name, isSoftware },
    threads: 1,
  });
}
