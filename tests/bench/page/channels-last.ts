import { INPUT_SIDE } from './bench.js';

/** `[3, h, w]` to `[h, w, 3]`, the layout of TensorFlow's descendants. */
export function channelsLast(input: Float32Array): Float32Array<ArrayBuffer> {
  const numPixels = INPUT_SIDE * INPUT_SIDE;
  return Float32Array.from(input, (_, index) => input[(index % 3) * numPixels + Math.floor(index / 3)] ?? 0);
}
