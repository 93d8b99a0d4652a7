/** The worker of `?threads=`. */
import init, { initThreadPool, Model, start, warmUp } from '../../../www/generated/cpu-threads/kiln.js';
import { serve } from '../../../www/shared/bridge/serve.js';
import { dataDigest } from '../../../www/shared/worker/data-digest.js';
import { hasRelaxedSimd } from '../../../www/engine/worker/relaxed-simd.js';
import plainWasmUrl from '../../../www/generated/cpu-threads/kiln_bg.wasm?url';
import relaxedWasmUrl from '../../../www/generated/cpu-threads-relaxed/kiln_bg.wasm?url';
import { wasmFeatures } from './wasm-features.js';

let opening: Promise<{ wasmFeatures: string[]; wasmBytes: number }> | null = null;
let network: Model | null = null;

const service = {
  open(threads: number) {
    opening = open(threads);
    return opening;
  },
  async load(model: Uint8Array<ArrayBuffer>): Promise<void> {
    const digest = await dataDigest(model);
    await opening;
    network = await Model.load(model, 'fused', digest);
  },
  logits: (input: Float32Array): Promise<Float32Array> => loaded().logits(input),
  embed: async (input: Float32Array): Promise<Float32Array> =>
    loaded().backbone()?.featuresOfInput(input, 'features') ?? new Float32Array(),
};

export type ThreadsService = typeof service;

async function open(threads: number) {
  const wasmUrl = hasRelaxedSimd() ? relaxedWasmUrl : plainWasmUrl;
  const module = await WebAssembly.compileStreaming(fetch(wasmUrl));
  const { memory } = await init({ module_or_path: module });
  start();
  // This thread is one of them.
  await initThreadPool(threads - 1);
  warmUp();
  return { wasmFeatures: wasmFeatures(module), wasmBytes: memory.buffer.byteLength };
}

function loaded(): Model {
  if (!network) throw new Error('load() comes first');
  return network;
}

serve(service);
