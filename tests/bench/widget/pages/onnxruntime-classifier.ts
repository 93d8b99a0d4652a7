/** The same network for features in ONNX Runtime Web, with the same head behind it. */
import * as runtime from 'onnxruntime-web/wasm';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import headUrl from '../../../../www/article/models/flowers.safetensors?url';
import { INPUT_SIDE } from '../../page/bench.js';
import { fetchBytes } from '../../page/fetch-bytes.js';
import modelUrl from '../../peers/generated/lite0-features.onnx?url';
import type { Classify } from './article.js';
import { openHead } from './head.js';
import { pixelsOf } from './pixels.js';

export async function open(): Promise<Classify> {
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.wasmPaths = { wasm: wasmUrl };
  const options = { executionProviders: ['wasm'], graphOptimizationLevel: 'all' } as const;
  const [head, session] = await Promise.all([
    openHead(headUrl),
    fetchBytes(modelUrl).then((model) => runtime.InferenceSession.create(model, options)),
  ]);
  return async (picture) => {
    const pixels = channelsFirst(await pixelsOf(picture));
    const input = new runtime.Tensor('float32', pixels, [1, 3, INPUT_SIDE, INPUT_SIDE]);
    const { features } = await session.run({ input });
    return head((await features?.getData()) as Float32Array);
  };
}

/** `[h, w, 3]` to `[3, h, w]`. */
function channelsFirst(values: Float32Array): Float32Array {
  const numPixels = INPUT_SIDE * INPUT_SIDE;
  return Float32Array.from(values, (_, at) => values[(at % numPixels) * 3 + Math.floor(at / numPixels)] ?? 0);
}
