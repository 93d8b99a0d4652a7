/** The copy of a picture that a reader may send: small, and nothing but pixels. */
import { CodedError } from '../shared/errors.js';
import { MAX_PICTURE_BYTES, MAX_PICTURE_SIDE } from '../types/core.js';

/** The longest side, in pixels: enough to recognise what is on it, and to learn from. */
const SIDE = MAX_PICTURE_SIDE / 2;
/** Photos of this size have a fifth of what receivers take; the later ones are for those that have more. */
const QUALITIES = [0.85, 0.6, 0.3];

/** Encoded anew, so that place, time, camera and embedded thumbnails stay behind. */
export async function smallPicture(picture: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
  const factor = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const side = (length: number) => Math.max(1, Math.round(length * factor));
  const canvas = new OffscreenCanvas(side(bitmap.width), side(bitmap.height));
  const context = canvas.getContext('2d');
  if (!context) throw new CodedError('engine.unexpected', 'the browser gave no canvas');
  // What is transparent would turn black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const quality of QUALITIES) {
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (jpeg.type === 'image/jpeg' && jpeg.size <= MAX_PICTURE_BYTES) return jpeg;
  }
  throw new CodedError('picture.too-large', 'the picture cannot be made small enough');
}
