// What a first visit downloads, measured on the files of dist/ themselves.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compress, formatSize } from './compress.mjs';
import { ROOT } from './paths.mjs';
import { filesUnder } from './stamp.mjs';

/** @typedef {import('./compress.mjs').Sizes} Sizes */

/**
 * The groups, first match wins. What a server compresses is judged by its Brotli
 * size, what is compressed already by its own.
 * @type {{ name: string, title: string, holds: RegExp, judgedBy: keyof Sizes }[]}
 */
const GROUPS = [
  { name: 'article', title: 'demo article', holds: /^dist\/article\//, judgedBy: 'brotli' },
  {
    name: 'wasm-cpu-threads-relaxed',
    title: 'the same, relaxed SIMD',
    holds: /kiln-cpu-threads-relaxed-.*\.wasm$/,
    judgedBy: 'brotli',
  },
  {
    name: 'wasm-cpu-threads',
    title: 'wasm, CPU with threads',
    holds: /kiln-cpu-threads-.*\.wasm$/,
    judgedBy: 'brotli',
  },
  // Each visitor fetches one of these two.
  {
    name: 'wasm-cpu-relaxed',
    title: 'the same, relaxed SIMD',
    holds: /kiln-cpu-relaxed-.*\.wasm$/,
    judgedBy: 'brotli',
  },
  { name: 'wasm-cpu', title: 'wasm, CPU', holds: /kiln-cpu-.*\.wasm$/, judgedBy: 'brotli' },
  {
    name: 'widget-script',
    title: 'widget, before a reader acts',
    holds: /kiln-classifier-.*\.js$/,
    judgedBy: 'brotli',
  },
  {
    name: 'widget-runtime',
    title: 'widget, wasm and worker',
    holds: /kiln-(widget-.*\.wasm|worker-.*\.js)$/,
    judgedBy: 'brotli',
  },
  {
    name: 'wasm-train',
    title: 'wasm, CPU with training',
    holds: /kiln-train-(?!webgpu)[^/]*\.wasm$/,
    judgedBy: 'brotli',
  },
  {
    name: 'wasm-train-webgpu',
    title: 'wasm, WebGPU with training',
    holds: /kiln-train-webgpu-.*\.wasm$/,
    judgedBy: 'brotli',
  },
  { name: 'wasm-webgpu', title: 'wasm, WebGPU', holds: /kiln-webgpu-.*\.wasm$/, judgedBy: 'brotli' },
  { name: 'weights', title: 'weights', holds: /\.safetensors$/, judgedBy: 'raw' },
  { name: 'pictures', title: 'pictures', holds: /\.(png|jpe?g|webp|gif|ico)$/, judgedBy: 'raw' },
  // Each visitor fetches one language: that of the other group is the larger one.
  { name: 'guides', title: 'guides through examples, each language', holds: /examples-words-/, judgedBy: 'brotli' },
  { name: 'words', title: 'the same, its words in English', holds: /train-words-en-/, judgedBy: 'brotli' },
  {
    name: 'training-below',
    title: 'what follows below it',
    holds: /(below-[\w-]+\.(js|css)|umap-[\w-]+\.js)$/,
    judgedBy: 'brotli',
  },
  {
    name: 'training',
    title: 'training page',
    holds:
      /(train\.html|(train|train-parts|train-words-zh-Hans|project-worker|kiln-train|kiln-train-webgpu)-[\w-]+\.(js|css))$/,
    judgedBy: 'brotli',
  },
  { name: 'teaching', title: 'teaching, when asked for', holds: /teach-dialog-/, judgedBy: 'brotli' },
  // Fetched by whoever opens a zip or saves one; kept with the page, so that a project can be saved offline too.
  // Fetched with the first class that somebody names; the Chinese names with the first that is Chinese.
  { name: 'names', title: 'what names mean, when one is given', holds: /\/words[^/]*\.json$/, judgedBy: 'brotli' },
  { name: 'zips', title: 'opening and saving zips', holds: /\/zip-[\w-]+\.js$/, judgedBy: 'brotli' },
  // Fetched by whoever publishes.
  {
    name: 'publishing',
    title: 'licence and QR code, when publishing',
    holds: /LICENSE-APACHE|qrcode-/,
    judgedBy: 'brotli',
  },
  { name: 'examples', title: 'projects to start from', holds: /projects\/.*\.zip$/, judgedBy: 'raw' },
  { name: 'page', title: 'page, styles, scripts', holds: /./, judgedBy: 'brotli' },
];
/** What has to arrive before there is a page with both devices. */
const FIRST_VISIT = ['page', 'wasm-cpu', 'wasm-webgpu'];

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} title
 * @property {number} numFiles
 * @property {Sizes} sizes
 * @property {number} judgedBytes
 * @property {number | undefined} limitBytes
 */

/**
 * @param {string} folder
 * @returns {Promise<Row[]>}
 */
export async function measure(folder) {
  const place = path.relative(ROOT, folder);
  const files = filesUnder([place]).filter((file) => !file.endsWith('.br'));
  const limits = JSON.parse(readFileSync(path.join(ROOT, 'scripts/budgets.json'), 'utf8'));
  /** @type {Row[]} */
  const rows = GROUPS.map(({ name, title }) => ({
    name,
    title,
    numFiles: 0,
    sizes: { raw: 0, gzip: 0, brotli: 0 },
    judgedBytes: 0,
    limitBytes: limits[name],
  }));
  for (const file of files) {
    const index = GROUPS.findIndex((group) => group.holds.test(file));
    const [group, row] = [GROUPS[index], rows[index]];
    if (!group || !row) continue;
    const sizes = await compress(path.join(ROOT, file));
    row.numFiles += 1;
    add(row.sizes, sizes);
    row.judgedBytes += sizes[group.judgedBy];
  }
  return [...rows, firstVisit(rows, limits['first-visit'])];
}

/** @param {Row[]} rows @param {number | undefined} limitBytes @returns {Row} */
function firstVisit(rows, limitBytes) {
  const sizes = { raw: 0, gzip: 0, brotli: 0 };
  let numFiles = 0;
  for (const row of rows.filter(({ name }) => FIRST_VISIT.includes(name))) {
    add(sizes, row.sizes);
    numFiles += row.numFiles;
  }
  const title = 'first visit, page + wasm';
  return { name: 'first-visit', title, numFiles, sizes, judgedBytes: sizes.brotli, limitBytes };
}

/** @param {Sizes} total @param {Sizes} sizes */
function add(total, sizes) {
  total.raw += sizes.raw;
  total.gzip += sizes.gzip;
  total.brotli += sizes.brotli;
}

/** @param {Row} row */
export function isOver({ judgedBytes, limitBytes }) {
  return limitBytes !== undefined && judgedBytes > limitBytes;
}

/** @param {Row[]} rows */
export function formatTable(rows) {
  const order = [
    'page',
    'wasm-cpu',
    'wasm-cpu-relaxed',
    'wasm-cpu-threads',
    'wasm-cpu-threads-relaxed',
    'wasm-webgpu',
    'first-visit',
    'training',
    'training-below',
    'words',
    'guides',
    'names',
    'zips',
    'wasm-train',
    'wasm-train-webgpu',
    'widget-script',
    'widget-runtime',
    'weights',
    'pictures',
    'examples',
    'article',
    'publishing',
  ];
  const sorted = order.flatMap((name) => rows.filter((row) => row.name === name));
  const head = ['', 'files', 'raw', 'gzip', 'brotli', 'budget', ''];
  const cells = sorted.map((row) => [
    row.title,
    String(row.numFiles),
    formatSize(row.sizes.raw),
    formatSize(row.sizes.gzip),
    formatSize(row.sizes.brotli),
    row.limitBytes === undefined ? '–' : formatSize(row.limitBytes),
    isOver(row) ? 'OVER' : 'ok',
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...cells].map((row) => row[i]?.length ?? 0)));
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
