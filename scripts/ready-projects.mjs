// Makes the projects people start from: node scripts/ready-projects.mjs FLOWERS DOODLES
//
// FLOWERS holds train/<kind>/*.jpg and ATTRIBUTION.csv (TensorFlow's flower_photos, CC BY 2.0);
// DOODLES holds cats1000.bin, rainbows1000.bin, trains1000.bin, each 28 × 28 bytes a drawing, white on
// black (Google's "Quick, Draw!", CC BY 4.0). What comes out is committed: nobody needs the sources.

import { strToU8, zipSync, zlibSync } from 'fflate';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/paths.mjs';

const [flowers = '', doodles = ''] = process.argv.slice(2);
/** The same bytes each time. */
const MTIME = new Date('2026-01-01T00:00:00');
const SIDE = 28;
/** Drawings are enlarged, so that they can be looked at. */
const FACTOR = 4;

/** @typedef {{ className: string, file: string, bytes: Uint8Array }} Sample */

/** @param {string} name @param {string} title @param {Sample[]} samples @param {string} credits */
function write(name, title, samples, credits) {
  const classes = [...new Set(samples.map(({ className }) => className))];
  const pictures = samples.map(({ className, file }, index) => ({
    file: `samples/${className}/${file}`,
    name: file,
    class: classes.indexOf(className),
    addedAt: index,
  }));
  const project = {
    format: 'kiln-project',
    formatVersion: 1,
    name: title,
    classes: classes.map((known) => ({ name: known, isEnabled: true })),
    pictures,
    versions: [],
  };
  /** @type {Record<string, Uint8Array>} */
  const entries = { 'project.json': strToU8(JSON.stringify(project)), 'CREDITS.csv': strToU8(credits) };
  for (const { className, file, bytes } of samples) entries[`samples/${className}/${file}`] = bytes;
  const folder = path.join(ROOT, 'www/public/projects');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.zip`), zipSync(entries, { level: 0, mtime: MTIME }));
}

function writeFlowers() {
  const train = path.join(flowers, 'train');
  const samples = readdirSync(train)
    .sort()
    .flatMap((className) =>
      readdirSync(path.join(train, className))
        .filter((file) => file.endsWith('.jpg'))
        .sort()
        .map((file) => ({ className, file, bytes: readFileSync(path.join(train, className, file)) })),
    );
  const [head, ...lines] = readFileSync(path.join(flowers, 'ATTRIBUTION.csv'), 'utf8').split('\n');
  const own = lines.filter((line) => line.startsWith('train/')).map((line) => line.replace('train/', 'samples/'));
  write('flowers', 'Five flowers', samples, [head, ...own].join('\n'));
}

function writeDoodles() {
  const kinds = /** @type {const} */ ([
    ['cat', 'cats', 300],
    ['not cat', 'rainbows', 150],
    ['not cat', 'trains', 150],
  ]);
  const samples = kinds.flatMap(([className, kind, count]) => {
    const all = readFileSync(path.join(doodles, `${kind}1000.bin`));
    return Array.from({ length: count }, (_, index) => {
      const drawing = all.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
      return { className, file: `${kind}-${index + 1}.png`, bytes: toPng(drawing) };
    });
  });
  const credits = 'file,licence,credit\nsamples/*,CC BY 4.0,"Quick, Draw! by Google, inverted and enlarged"\n';
  write('doodles', 'Cat or not', samples, credits);
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

writeFlowers();
writeDoodles();
