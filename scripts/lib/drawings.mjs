// Drawings of "Quick, Draw!" as PNG files. The folder holds <kind>1000.bin, each 28 × 28 bytes a drawing, white
// on black.

import { strToU8, zlibSync } from 'fflate';
import { readFileSync } from 'node:fs';
import path from 'node:path';

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
  // Each row is preceded by the number of its filter: none.
  const rows = new Uint8Array((side + 1) * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const value = drawing[Math.floor(y / FACTOR) * SIDE + Math.floor(x / FACTOR)] ?? 0;
      rows[y * (side + 1) + 1 + x] = 255 - value;
    }
  }
  const header = new Uint8Array([0, 0, 0, side, 0, 0, 0, side, 8, 0, 0, 0, 0]);
  const signature = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** @param {string} type @param {Uint8Array} data */
function chunk(type, data) {
  const body = Buffer.concat([strToU8(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** PNG's checksum (ISO 3309). @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
