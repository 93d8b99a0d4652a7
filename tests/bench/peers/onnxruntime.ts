/** What the two builds of ONNX Runtime Web have in common. */
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { asItIs, INPUT_SIDE, type BenchInfo, type Runner } from '../page/bench.js';
import { fetchBytes } from '../page/fetch-bytes.js';
import modelUrl from './generated/lite0.onnx?url';

interface OnnxRuntime {
  InferenceSession: { create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> };
  Tensor: typeof Tensor;
}

export async function openSession(
  runtime: OnnxRuntime,
  provider: 'wasm' | 'webgpu',
  info: Omit<BenchInfo, 'wasmBytes' | 'wasmFeatures'>,
): Promise<Runner> {
  const session = await runtime.InferenceSession.create(await fetchBytes(modelUrl), {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
  });
  return {
    prepare: asItIs,
    async logits(input) {
      const picture = new runtime.Tensor('float32', input, [1, 3, INPUT_SIDE, INPUT_SIDE]);
      const { logits } = await session.run({ input: picture });
      return (await logits?.getData()) as Float32Array;
    },
    // The runtime shows neither its memory nor what it was compiled for; the file's
    // name says what there is in this version.
    info: () => ({ ...info, wasmFeatures: ['simd128'], wasmBytes: null }),
  };
}
