/**
 * MediaPipe's tasks for pictures, on WebGL. Its embedder hands out what a network ends with, here the logits: its
 * classifier would sort them. Pictures go in as bytes and are normalised on the graphics adapter, within the time.
 */
import { ImageEmbedder } from '@mediapipe/tasks-vision';
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_internal.js?url';
import wasmUrl from '@mediapipe/tasks-vision/vision_wasm_internal.wasm?url';
import { INPUT_SIDE, type Runner } from '../page/bench.js';
import { fetchBytes } from '../page/fetch-bytes.js';
import { tfliteUrl } from './tflite-url.js';

export async function openMediaPipe(): Promise<Runner<ImageData>> {
  const embedder = await ImageEmbedder.createFromOptions(
    { wasmLoaderPath: loaderUrl, wasmBinaryPath: wasmUrl },
    { baseOptions: { modelAssetBuffer: await fetchBytes(tfliteUrl('lite0-f32')), delegate: 'GPU' } },
  );
  return {
    prepare: toPicture,
    logits(input) {
      const [output] = embedder.embed(input).embeddings;
      if (!output?.floatEmbedding) throw new Error('The network has no output of floats');
      return Promise.resolve(Float32Array.from(output.floatEmbedding));
    },
    info: () => ({ device: 'webgl', adapter: null, threads: 1, wasmFeatures: ['simd128'], wasmBytes: null }),
  };
}

/** The bytes that `[3, h, w]` was made of: (x − 127) / 128, exact for every picture. */
function toPicture(input: Float32Array): ImageData {
  const numPixels = INPUT_SIDE * INPUT_SIDE;
  const rgba = Uint8ClampedArray.from({ length: numPixels * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : (input[(at % 4) * numPixels + Math.floor(at / 4)] ?? 0) * 128 + 127,
  );
  return new ImageData(rgba, INPUT_SIDE, INPUT_SIDE);
}
