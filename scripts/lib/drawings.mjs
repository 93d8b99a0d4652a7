// Drawings of "Quick, Draw!" as PNG files. The folder holds <kind>1000.bin, each 28 × 28 bytes a drawing, white
// on black.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { png } from './png.mjs';

const SIDE = 28;
/** Drawings are enlarged, so that they can be looked at. */
const FACTOR = 4;

/**
 * Those that the project to start from holds none of: the model of the demo article is judged by them.
 * @type {readonly { label: string, kind: 'cats' | 'rainbows' | 'trains', start: number, count: number }[]}
 */
export const UNSEEN_DRAWINGS = [
  { label: 'cat', kind: 'cats', start: 300, count: 350 },
  { label: 'not a cat', kind: 'rainbows', start: 150, count: 175 },
  { label: 'not a cat', kind: 'trains', start: 150, count: 175 },
];

/** @param {string} folder @param {'cats' | 'rainbows' | 'trains'} kind @param {number} index from 0 */
export function readDrawing(folder, kind, index) {
  const all = readFileSync(path.join(folder, `${kind}1000.bin`));
  return toPng(all.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE));
}

/** Black on white, as one draws, in a PNG of grey bytes. @param {Uint8Array} drawing */
function toPng(drawing) {
  const side = SIDE * FACTOR;
  const pixels = new Uint8Array(side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      pixels[y * side + x] = 255 - (drawing[Math.floor(y / FACTOR) * SIDE + Math.floor(x / FACTOR)] ?? 0);
    }
  }
  return png(side, side, 1, pixels);
}
