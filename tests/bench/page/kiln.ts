/**
 * Kiln itself, on the page's own thread as the peers are, so that no message between
 * threads is timed with one and not with the other.
 */
import modelUrl from '../../../crates/core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors?url';
import { probeAdapter } from '../../../www/engine/adapter.js';
import { hasRelaxedSimd } from '../../../www/engine/worker/relaxed-simd.js';
import cpuWasmUrl from '../../../www/generated/cpu/kiln_bg.wasm?url';
import cpuRelaxedWasmUrl from '../../../www/generated/cpu-relaxed/kiln_bg.wasm?url';
import trainWasmUrl from '../../../www/generated/train/kiln_bg.wasm?url';
import webGpuWasmUrl from '../../../www/generated/webgpu/kiln_bg.wasm?url';
import { dataDigest } from '../../../www/shared/worker/data-digest.js';
import { asItIs, type Runner } from './bench.js';
import { fetchBytes } from './fetch-bytes.js';
import { wasmFeatures } from './wasm-features.js';

/**
 * `?device=cpu|webgpu` chooses the module, `?kernels=burn` Burn's own layers on the CPU, `?threads=` how many threads
 * share the fused ones.
 */
export async function openKiln(parameters: URLSearchParams): Promise<Runner> {
  const threads = Number(parameters.get('threads') ?? 1);
  if (threads > 1) return (await import('./kiln-threads.js')).openKilnThreads(threads);
  const device = parameters.get('device') ?? 'cpu';
  if (device !== 'cpu' && device !== 'webgpu') throw new Error(`There is no device ${device}`);
  const kernels = parameters.get('kernels') ?? 'fused';
  if (kernels !== 'fused' && kernels !== 'burn') throw new Error(`There are no kernels ${kernels}`);

  const model = fetchBytes(modelUrl);
  const { script, wasmUrl } = moduleFor(device, kernels);
  const [runtime, module, adapter] = await Promise.all([
    script(),
    WebAssembly.compileStreaming(fetch(wasmUrl)),
    device === 'cpu' ? null : probeAdapter(),
  ]);
  const { memory } = await runtime.default({ module_or_path: module });
  runtime.start();
  runtime.warmUp();
  const bytes = await model;
  const network = await runtime.Model.load(bytes, kernels, await dataDigest(bytes));
  const backbone = network.backbone();
  return {
    prepare: asItIs,
    logits: (input) => network.logits(input),
    features: async (input) => backbone?.featuresOfInput(input, 'features') ?? new Float32Array(),
    training: async () => (await import('./kiln-training.js')).openKilnTraining(device),
    info: () => ({
      device,
      adapter: adapter?.isAvailable ? { name: adapter.name, isSoftware: adapter.isSoftware } : null,
      threads: 1,
      wasmFeatures: wasmFeatures(module),
      wasmBytes: memory.buffer.byteLength,
    }),
  };
}

/** The modules that only predict have Kiln's own kernels alone. */
function moduleFor(device: 'cpu' | 'webgpu', kernels: 'fused' | 'burn') {
  if (device === 'webgpu')
    return { script: () => import('../../../www/generated/webgpu/kiln.js'), wasmUrl: webGpuWasmUrl };
  if (kernels === 'burn')
    return { script: () => import('../../../www/generated/train/kiln.js'), wasmUrl: trainWasmUrl };
  const wasmUrl = hasRelaxedSimd() ? cpuRelaxedWasmUrl : cpuWasmUrl;
  return { script: () => import('../../../www/generated/cpu/kiln.js'), wasmUrl };
}
