/** The way from the bytes of a file to upright RGBA pixels, with the browser's own decoders. */
import type { PictureInfo } from '../../types/core.js';
import { CodedError, codeOf } from '../errors.js';
import { foreignFormat } from './foreign-format.js';
import { readPixels, type Pixels } from './read-pixels.js';

/**
 * Above this many pixels the browser reduces the picture before its pixels are copied: the network
 * looks at 224 × 224, and wasm memory never shrinks again.
 */
const REDUCE_ABOVE_PIXELS = 4_000_000;
/** Canvases end somewhere beyond this side, some by throwing and some by staying blank. */
const MAX_SIDE = 16_384;
/** Room for a header with a large embedded thumbnail and colour profile. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
/** The number of pixels from which on the reader is told. A phone's usual photo stays below. */
const MENTION_ABOVE_PIXELS = 16_000_000;

/** A note on a picture that is not looked at as it is. */
export type PictureNote = 'first-frame-only' | 'reduced' | 'middle-only';

export interface DecodedPicture extends Pixels {
  /** Size before it was reduced. */
  originalWidth: number;
  originalHeight: number;
  notes: PictureNote[];
}

/** The part of a wasm module that decoding needs. */
interface Prober {
  probePicture(bytes: Uint8Array): PictureInfo;
}

/** Refuses by its header what is no picture, or one too large. */
export async function probeHeader(runtime: Prober, picture: Blob): Promise<PictureInfo> {
  // Only the first part is copied into wasm, whose memory never shrinks: headers end before.
  // A file that has vanished says it is 0 bytes long; a slice of it would be empty, not unreadable.
  const header = picture.size > MAX_HEADER_BYTES ? picture.slice(0, MAX_HEADER_BYTES) : picture;
  const bytes = await readBytes(header);
  try {
    return runtime.probePicture(bytes);
  } catch (error) {
    throw called(error, bytes);
  }
}

export async function decodePicture(runtime: Prober, picture: Blob): Promise<DecodedPicture> {
  // The header decides before the decoder allocates: Chromium would decode 20,000 × 20,000 pixels.
  const info = await probeHeader(runtime, picture);
  const bitmap = await decode(picture);
  const { width: originalWidth, height: originalHeight } = bitmap;
  const notes: PictureNote[] = info.isAnimated ? ['first-frame-only'] : [];
  if (originalWidth * originalHeight > MENTION_ABOVE_PIXELS) notes.push('reduced');
  const reduced = await reduce(bitmap);
  try {
    return { ...(await readPixels(reduced)), originalWidth, originalHeight, notes };
  } finally {
    reduced.close();
  }
}

/** The bytes of a file, which may be gone by now. */
export async function readBytes(picture: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await picture.arrayBuffer());
  } catch (error) {
    // A file that was moved, deleted or locked after it was chosen.
    throw new CodedError('file.unreadable', String(error));
  }
}

async function decode(picture: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(picture, { imageOrientation: 'from-image' });
  } catch (error) {
    const format = foreignFormat(await readBytes(picture.slice(0, MAX_HEADER_BYTES)));
    // Some browsers open these and others do not: a failure says nothing of the file.
    if (format) throw new CodedError('picture.unsupported-format', String(error), { format: format.name });
    throw new CodedError('picture.damaged', String(error), { reason: String(error) });
  }
}

/** The error of the core about a header, with the right name of what it does not know. */
function called(error: unknown, bytes: Uint8Array): unknown {
  const code = codeOf(error);
  const format = code === 'picture.not-a-picture' || code === 'picture.damaged' ? foreignFormat(bytes) : null;
  // This one every present browser opens, so that it can be damaged indeed.
  if (!format || (code === 'picture.damaged' && format.name === 'AVIF')) return error;
  const named = format.isDocument ? 'picture.not-a-picture' : 'picture.unsupported-format';
  return new CodedError(named, `it is ${format.name}`, { format: format.name });
}

async function reduce(bitmap: ImageBitmap): Promise<ImageBitmap> {
  const { width, height } = bitmap;
  const factor = Math.min(Math.sqrt(REDUCE_ABOVE_PIXELS / (width * height)), MAX_SIDE / Math.max(width, height));
  if (factor >= 1) return bitmap;
  const reduced = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(bitmap.width * factor)),
    resizeHeight: Math.max(1, Math.round(bitmap.height * factor)),
    resizeQuality: 'high',
  });
  bitmap.close();
  return reduced;
}
