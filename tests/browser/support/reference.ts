/** What the shipped weights answer elsewhere, in ONNX Runtime (tests/fixtures/reference). */
import { readFileSync } from 'node:fs';
import { toFloats } from './harness.js';
import { fixture } from './studio.js';

export interface Reference {
  files: string[];
  /** `[n]` of `[3, 224, 224]`, normalised. */
  inputs: Float32Array[];
  /** `[n]` of `[1000]` */
  logits: Float32Array[];
}

const SIDE = 224;
const NUM_CLASSES = 1000;

export function readTensors(name: string): { metadata: Record<string, string>; data: Map<string, Buffer> } {
  const file = readFileSync(fixture(name));
  const headerLength = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.subarray(8, 8 + headerLength).toString()) as Record<string, never>;
  const { __metadata__: metadata = {}, ...tensors } = header;
  const data = new Map<string, Buffer>();
  for (const [
    key,
    {
      data_offsets: [start, end],
    },
  ] of Object.entries<{ data_offsets: [number, number] }>(tensors)) {
    data.set(key, file.subarray(8 + headerLength + start, 8 + headerLength + end));
  }
  return { metadata, data };
}

export function readReference(): Reference {
  const { metadata, data } = readTensors('reference/lite0.safetensors');
  const files = JSON.parse(metadata['files'] ?? '[]') as string[];
  const pixels = data.get('input_u8_nhwc');
  const logits = readTensors('reference/lite0_int8.safetensors').data.get('logits');
  if (!pixels || !logits) throw new Error('the reference lacks its tensors');
  const all = toFloats(logits);
  return {
    files,
    inputs: files.map((_, index) => normalise(pixels.subarray(index * SIDE * SIDE * 3))),
    logits: files.map((_, index) => all.slice(index * NUM_CLASSES, (index + 1) * NUM_CLASSES)),
  };
}

/** RGB rows to (x − 127) / 128 planes, as the core does. */
export function normalise(rgb: Buffer): Float32Array {
  const area = SIDE * SIDE;
  return Float32Array.from({ length: 3 * area }, (_, index) => {
    const [channel, pixel] = [Math.floor(index / area), index % area];
    return ((rgb[pixel * 3 + channel] ?? 0) - 127) / 128;
  });
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? NaN))), 0);
}

export function indexOfLargest(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? -Infinity) ? index : best), 0);
}
