/** Pictures on their way in: measured, given a thumbnail, taken out of zips. */
import { unzipSync, type UnzipFileInfo } from 'fflate';
import { CodedError } from '../coded-error.js';
import { decodePicture, type DecodedPicture } from '../decode-picture.js';
import type { InspectedPicture, ZippedPicture } from '../training-service.js';
import { opened, sha256 } from './state.js';

const THUMBNAIL_SIDE = 160;
const MAX_ZIP_BYTES = 1024 ** 3;
const MAX_ENTRIES = 20_000;
const MAX_ENTRY_BYTES = 64 * 1024 ** 2;
const MAX_UNPACKED_BYTES = 2 * 1024 ** 3;
/** Pictures hardly shrink; what unpacks to so much more is made to fill the memory. */
const MAX_RATIO = 200;
const RATIO_MATTERS_ABOVE = 1024 ** 2;
const PICTURE_NAME = /\.(jpe?g|png|webp|gif|bmp|avif|heic|heif|tiff?)$/i;

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
  const pixels = new ImageData(new Uint8ClampedArray(rgba.buffer as ArrayBuffer, rgba.byteOffset, rgba.length), width, height);
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

/** The pictures in a zip. Everything is bounded by what the entries say before anything is unpacked. */
export async function readZip(file: Blob): Promise<ZippedPicture[]> {
  if (file.size > MAX_ZIP_BYTES) throw tooLarge();
  const bytes = new Uint8Array(await file.arrayBuffer());
  let numEntries = 0;
  let unpackedBytes = 0;
  let refusal = null as CodedError | null;
  const accept = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    numEntries += 1;
    unpackedBytes += originalSize;
    if (isUnsafe(name)) refusal ??= new CodedError('archive.unsafe-name', name, { entry: name });
    const isBomb = originalSize > RATIO_MATTERS_ABOVE && originalSize > size * MAX_RATIO;
    if (isBomb || numEntries > MAX_ENTRIES || originalSize > MAX_ENTRY_BYTES || unpackedBytes > MAX_UNPACKED_BYTES) {
      refusal ??= tooLarge();
    }
    return refusal === null && PICTURE_NAME.test(name) && !isHidden(name);
  };
  let unpacked: Record<string, Uint8Array>;
  try {
    // The synchronous one, for this is a worker; the other starts workers that the policy forbids.
    unpacked = unzipSync(bytes, { filter: accept });
  } catch (error) {
    throw new CodedError('archive.damaged', String(error));
  }
  if (refusal) throw refusal;
  const pictures = Object.entries(unpacked).map(([path, data]) => ({
    path,
    picture: new Blob([data as Uint8Array<ArrayBuffer>]),
  }));
  if (pictures.length === 0) throw new CodedError('archive.empty', 'the zip holds no pictures');
  return pictures;
}

function isUnsafe(name: string): boolean {
  return name.split(/[/\\]/).includes('..') || /^([/\\]|[a-z]:)/i.test(name);
}

function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

function tooLarge(): CodedError {
  return new CodedError('archive.too-large', 'the zip unpacks to more than is accepted');
}
