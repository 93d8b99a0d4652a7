/** Looks at a picture on its way in: measured, checksummed, given a thumbnail. */
import { CodedError } from '../../shared/errors.js';
import { decodePicture, probeHeader, readBytes, type DecodedPicture } from '../../shared/worker/decode-picture.js';
import { digestOf } from '../digest.js';
import type { InspectedPicture } from '../service.js';
import { opened } from '../state.js';

const THUMBNAIL_SIDE = 160;

/** A copy of the file in memory, for what lies on disk may change or go. What is no picture is refused before. */
export async function inMemory(picture: Blob): Promise<Blob> {
  await probeHeader(opened(), picture);
  return new Blob([await readBytes(picture)], { type: picture.type });
}

export async function inspect(picture: Blob): Promise<InspectedPicture> {
  const decoded = await decodePicture(opened(), picture);
  const thumbnail = await makeThumbnail(decoded);
  const digest = await digestOf(new Uint8Array(await picture.arrayBuffer()));
  const inspection = opened().inspectPicture(decoded.rgba, decoded.width, decoded.height);
  const { originalWidth: width, originalHeight: height } = decoded;
  return { inspection: { ...inspection, width, height }, sha256: digest, thumbnail };
}

async function makeThumbnail({ rgba, width, height }: DecodedPicture): Promise<Blob> {
  const factor = Math.min(1, THUMBNAIL_SIDE / Math.max(width, height));
  const pixels = new ImageData(
    new Uint8ClampedArray(rgba.buffer as ArrayBuffer, rgba.byteOffset, rgba.length),
    width,
    height,
  );
  const resizeWidth = Math.max(1, Math.round(width * factor));
  const resizeHeight = Math.max(1, Math.round(height * factor));
  const bitmap = await createImageBitmap(pixels, { resizeWidth, resizeHeight, resizeQuality: 'medium' });
  const canvas = new OffscreenCanvas(resizeWidth, resizeHeight);
  const context = canvas.getContext('2d');
  if (!context) throw new CodedError('engine.unexpected', 'the browser gave no canvas');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
}
