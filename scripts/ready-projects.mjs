// Makes the projects people start from: node scripts/ready-projects.mjs FLOWERS DOODLES
//
// FLOWERS holds train/<kind>/*.jpg and ATTRIBUTION.csv (TensorFlow's flower_photos, CC BY 2.0);
// DOODLES holds cats1000.bin, rainbows1000.bin, trains1000.bin, each 28 × 28 bytes a drawing, white on
// black (Google's "Quick, Draw!", CC BY 4.0). What comes out is committed: nobody needs the sources.

import { strToU8, zipSync } from 'fflate';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readDrawing } from './lib/drawings.mjs';
import { ROOT } from './lib/paths.mjs';

const [flowers = '', doodles = ''] = process.argv.slice(2);
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

writeFlowers();
writeDoodles();
