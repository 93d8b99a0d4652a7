/** Pictures of the project that go into the article, with the predictions that go beside them. */
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { opened, store } from '../state.js';
import type { PublishedModel } from './published-model.js';

/** Pixels of the longer side; enough for any column of an article. */
const MAX_SIDE = 640;

export interface Sample {
  /** A fresh JPEG: nothing of the original's metadata (place, camera, time) is in it. */
  jpeg: Blob;
  width: number;
  height: number;
  className: string | null;
  probability: number;
}

export async function makeSample(pictureId: string, model: PublishedModel): Promise<Sample> {
  const { picture } = await store.pictureFiles(pictureId);
  const { rgba, width, height } = await decodePicture(opened(), picture);
  const pixels = new ImageData(new Uint8ClampedArray(rgba as Uint8Array<ArrayBuffer>), width, height);
  const bitmap = await createImageBitmap(pixels);
  const factor = Math.min(1, MAX_SIDE / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser gave no canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, size.width, size.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, size.width, size.height);
  bitmap.close();
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  // The prediction is for the picture that readers get, so that the article says what the widget will say.
  const { className, isUnknown, probability } = await model.predict(jpeg);
  return { jpeg, ...size, className: isUnknown ? null : className, probability };
}
