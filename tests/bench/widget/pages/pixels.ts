/** A picture as the network reads it: the middle of it, 224 × 224, the canvas's own resizing. */
import { INPUT_SIDE } from '../../page/bench.js';

/** The share of the shorter side that is kept, as Lite0 was trained. */
const CROP = 224 / 256;

/** `[224, 224, 3]`, each value (x − 127) / 128. */
export async function pixelsOf(picture: Blob): Promise<Float32Array> {
  const bitmap = await createImageBitmap(picture);
  const side = Math.floor(CROP * Math.min(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(INPUT_SIDE, INPUT_SIDE);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gave no canvas');
  context.imageSmoothingQuality = 'high';
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  context.drawImage(bitmap, left, top, side, side, 0, 0, INPUT_SIDE, INPUT_SIDE);
  bitmap.close();
  const { data } = context.getImageData(0, 0, INPUT_SIDE, INPUT_SIDE);
  const values = new Float32Array(INPUT_SIDE * INPUT_SIDE * 3);
  for (let pixel = 0; pixel < INPUT_SIDE * INPUT_SIDE; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      values[pixel * 3 + channel] = ((data[pixel * 4 + channel] ?? 0) - 127) / 128;
    }
  }
  return values;
}
