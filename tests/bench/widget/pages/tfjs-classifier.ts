/** The way of Teachable Machine: a network for features and a head, in TensorFlow.js, on its fastest backend here. */
import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import headUrl from '../../../../www/article/models/flowers.safetensors?url';
import { INPUT_SIDE } from '../../page/bench.js';
import { fetchBytes } from '../../page/fetch-bytes.js';
import modelUrl from '../../peers/generated/lite0-features-channels-last.safetensors?url';
import { lite0Features } from '../../peers/tfjs-lite0.js';
import { readTensors } from '../../peers/tfjs-weights.js';
import type { Classify } from './article.js';
import { openHead } from './head.js';
import { pixelsOf } from './pixels.js';

export async function open(): Promise<Classify> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setThreadsCount(1);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': simdUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
  });
  const start = async () => {
    if (!(await tf.setBackend('wasm'))) throw new Error('The backend did not start');
    await tf.ready();
  };
  const [head, file] = await Promise.all([openHead(headUrl), fetchBytes(modelUrl), start()]);
  const weights = readTensors(file);
  return async (picture) => {
    const pixels = await pixelsOf(picture);
    const features = tf.tidy(() => lite0Features(tf.tensor4d(pixels, [1, INPUT_SIDE, INPUT_SIDE, 3]), weights));
    const values = await features.data();
    features.dispose();
    return head(values);
  };
}
