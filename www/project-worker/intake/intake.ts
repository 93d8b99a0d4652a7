/** Pictures on their way in: measured, given a thumbnail, taken out of zips. */
import { CodedError } from '../../shared/errors.js';
import { decodePicture, type DecodedPicture } from '../../shared/worker/decode-picture.js';
import type { InspectedPicture, ZippedPicture } from '../service.js';
import { opened } from '../state.js';
import { sha256 } from '../../shared/worker/sha256.js';
import { unpack } from '../archive/zip.js';
import { foldered } from './foldered.js';

const THUMBNAIL_SIDE = 160;
export const PICTURE_NAME = /\.(jpe?g|png|webp|gif|bmp|avif|heic|heif|tiff?)$/i;

export async function inspect(picture: Blob): Promise<InspectedPicture> {
  const decoded = await decodePicture(opened(), picture);
  const thumbnail = await makeThumbnail(decoded);
  const digest = await sha256(new Uint8Array(await picture.arrayBuffer()));
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

/** The pictures in a zip, Teachable Machine's among them. */
export async function readZip(file: Blob, name: string): Promise<ZippedPicture[]> {
  const unpacked = await unpack(file, name, (path) => PICTURE_NAME.test(path));
  if (unpacked.size === 0) throw new CodedError('archive.empty', 'the zip holds no pictures', { name });
  const ownName = name.replace(/\.[^.]*$/, '').replace(/[ _-]?samples$/i, '') || name;
  return Array.from(unpacked, ([path, data]) => ({
    path: foldered(path, ownName),
    picture: new Blob([data as Uint8Array<ArrayBuffer>]),
  }));
}
