/**
 * The pixels of a picture that the browser has decoded. Some browsers change what is read back from a canvas, so that
 * no page can tell their users apart; a model would see noise then, and be sure of what it says. So each way to the
 * pixels is tried on a known pattern before it is trusted.
 */
import { CodedError } from '../errors.js';

export interface Pixels {
  rgba: Uint8Array;
  width: number;
  height: number;
}

type Way = (bitmap: ImageBitmap) => Uint8Array | Promise<Uint8Array>;

/** The frame of a film is no canvas, and is protected in few browsers. */
const WAYS: readonly Way[] = [fromCanvas, fromFrame];
/** Large enough to be hit by noise that changes a pixel here and there. */
const PATTERN_SIDE = 64;
/** Of 255 levels. Brave changes the last bit of some values, which no model can tell. */
const HARMLESS_ERROR = 2;

let way: Promise<Way> | null = null;

/** Fails with `canvas.noise` where no way gives what was drawn. */
export async function readPixels(bitmap: ImageBitmap): Promise<Pixels> {
  way ??= findWay();
  // Its user may have allowed it meanwhile: the next picture asks again.
  way.catch(() => (way = null));
  const read = await way;
  return { rgba: await read(bitmap), width: bitmap.width, height: bitmap.height };
}

async function findWay(): Promise<Way> {
  const pattern = knownPattern();
  const bitmap = await createImageBitmap(new ImageData(pattern, PATTERN_SIDE, PATTERN_SIDE));
  const tried: { read: Way; error: number }[] = [];
  for (const read of WAYS) {
    const error = await largestError(read, bitmap, pattern);
    if (error === 0) return read;
    tried.push({ read, error });
  }
  const harmless = tried.find(({ error }) => error <= HARMLESS_ERROR);
  if (harmless) return harmless.read;
  throw new CodedError('canvas.noise', `pixels come back changed, by ${tried.map(({ error }) => error).join(', ')}`);
}

/** Opaque, and no two neighbours alike: single colours are left alone by some of these browsers. */
function knownPattern(): Uint8ClampedArray<ArrayBuffer> {
  const pattern = new Uint8ClampedArray(4 * PATTERN_SIDE * PATTERN_SIDE);
  return pattern.map((_, index) => (index % 4 === 3 ? 255 : (index * 73 + (index >> 8) * 37) % 256));
}

async function largestError(read: Way, bitmap: ImageBitmap, pattern: Uint8ClampedArray): Promise<number> {
  try {
    const pixels = await read(bitmap);
    return pattern.reduce((most, value, index) => Math.max(most, Math.abs(value - (pixels[index] ?? Infinity))), 0);
  } catch {
    // A way that this browser does not have, or has otherwise, is no way.
    return Infinity;
  }
}

function drawn(bitmap: ImageBitmap, background: string | null): OffscreenCanvasRenderingContext2D {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  // At four megapixels only a browser that is out of memory refuses.
  if (!context) throw new CodedError('engine.unexpected', 'the browser gave no canvas');
  if (background) {
    context.fillStyle = background;
    context.fillRect(0, 0, bitmap.width, bitmap.height);
  }
  context.drawImage(bitmap, 0, 0);
  return context;
}

function fromCanvas(bitmap: ImageBitmap): Uint8Array {
  return new Uint8Array(drawn(bitmap, null).getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
}

async function fromFrame(bitmap: ImageBitmap): Promise<Uint8Array> {
  // Over white, as networks see what is transparent: browsers differ in what a frame makes of it.
  const frame = new VideoFrame(drawn(bitmap, '#fff').canvas, { timestamp: 0, alpha: 'discard' });
  try {
    const { format } = frame;
    const pixels = new Uint8Array(frame.allocationSize());
    await frame.copyTo(pixels);
    if (format === 'BGRA' || format === 'BGRX') swapRedAndBlue(pixels);
    else if (format !== 'RGBA' && format !== 'RGBX') throw new Error(`${format} is not exact`);
    for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
    return pixels;
  } finally {
    frame.close();
  }
}

function swapRedAndBlue(pixels: Uint8Array): void {
  for (let at = 0; at < pixels.length; at += 4) {
    const blue = pixels[at] ?? 0;
    pixels[at] = pixels[at + 2] ?? 0;
    pixels[at + 2] = blue;
  }
}
