// Times the widget beside the same article made with TensorFlow.js and with ONNX Runtime Web: from the press of
// "Try it" to the first answer in the page, in a new profile and with everything in the browser's cache.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS } from '../../../scripts/lib/chromium.mjs';
import { formatSize } from '../../../scripts/lib/compress.mjs';
import { ROOT } from '../../../scripts/lib/paths.mjs';
import { withProgress } from '../../../scripts/lib/progress.mjs';
import { median, summary } from '../node/statistics.mjs';
import { ms, table } from '../node/tables.mjs';
import { makePeerModels } from '../peers/models/make.mjs';
import { buildArticles, PICTURE } from './build.mjs';
import { serveArticles } from './server.mjs';

/** @import { Line } from './server.mjs' */
/** @import { KilnClassifier } from '../../../www/widget/element.ts' */
/** @import {} from './pages/article.ts' */

const ARTICLES = [
  { name: 'kiln', address: 'kiln/' },
  { name: 'tfjs-wasm', address: 'tfjs.html' },
  { name: 'ort-wasm', address: 'onnxruntime.html' },
];
/** @type {{ name: string, line: Line | null }[]} */
const LINES = [
  { name: 'same machine', line: null },
  { name: '10 Mbit/s', line: { megabitsPerSecond: 10, latencyMs: 40 } },
];
/** Answers of the peers may differ by their own resizing and by 8 bits against 16. */
const MOST_DIFFERENCE = 0.1;
/** Between two loads. */
const PAUSE_MS = 500;

/**
 * @typedef {{ label: string, probability: number }} Answer
 * @typedef {object} Row
 * @property {string} name
 * @property {string} line
 * @property {number[]} cold
 * @property {number[]} warm
 * @property {number} bytesBefore
 * @property {number} bytesAfter
 * @property {number} bytesWarm
 * @property {Answer | null} answer
 */

/** @param {{ rounds: number, json?: string | undefined }} options @param {string} executablePath */
export async function benchWidget({ rounds, json }, executablePath) {
  makePeerModels();
  const host = await serveArticles(await buildArticles());
  /** @type {Row[]} */
  const rows = LINES.flatMap(({ name: line }) =>
    ARTICLES.map(({ name }) => ({
      name,
      line,
      cold: [],
      warm: [],
      bytesBefore: 0,
      bytesAfter: 0,
      bytesWarm: 0,
      answer: null,
    })),
  );
  try {
    await withProgress('widget', async (progress) => {
      for (const { name: line, line: speed } of LINES) {
        host.setLine(speed);
        for (let round = 0; round < rounds; round += 1) {
          // Somebody else begins each round.
          for (let turn = 0; turn < ARTICLES.length; turn += 1) {
            const article = ARTICLES[(turn + round) % ARTICLES.length];
            const row = rows.find((candidate) => candidate.line === line && candidate.name === article?.name);
            if (!article || !row) continue;
            progress(`${line}, round ${round + 1} of ${rounds}, ${article.name}`);
            await setTimeout(PAUSE_MS);
            await visit(executablePath, host, article.address, row);
          }
        }
      }
    });
  } finally {
    host.close();
  }
  const [expected] = rows;
  for (const { name, answer } of rows) {
    const difference = Math.abs((answer?.probability ?? 0) - (expected?.answer?.probability ?? 0));
    if (answer?.label !== expected?.answer?.label || difference > MOST_DIFFERENCE) {
      throw new Error(
        `${name} says ${answer?.label} ${answer?.probability}, kiln ${expected?.answer?.label} ${expected?.answer?.probability}`,
      );
    }
  }
  console.log(`\n${tables(rows)}`);
  const date = new Date().toISOString();
  const results = {
    date,
    numCores: cpus().length,
    rows: rows.map((row) => ({ ...row, coldSummary: summary(row.cold), warmSummary: summary(row.warm) })),
  };
  for (const file of [
    path.join(ROOT, `bench-results/widget-${date.slice(0, 19).replaceAll(':', '-')}.json`),
    ...(json ? [path.resolve(json)] : []),
  ]) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  }
}

/**
 * A visit in a new profile, and once more with what that has kept. A profile on the disk, for one in memory keeps
 * no file of the size of the peers' weights.
 * @param {string} executablePath
 * @param {Awaited<ReturnType<typeof serveArticles>>} host
 * @param {string} address
 * @param {Row} row
 */
async function visit(executablePath, host, address, row) {
  const profile = mkdtempSync(path.join(tmpdir(), 'kiln-bench-profile-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: CHROMIUM_ARGS });
  try {
    const page = await context.newPage();
    const picture = readFileSync(PICTURE).toString('base64');
    for (const isCold of [true, false]) {
      host.takeSent();
      await page.goto(host.url + address, { waitUntil: 'networkidle' });
      if (isCold) row.bytesBefore = host.takeSent().bytes;
      const { elapsedMs, answer } = await page.evaluate(askOnce, picture);
      if (isCold) row.bytesAfter = host.takeSent().bytes;
      else row.bytesWarm = host.takeSent().bytes;
      (isCold ? row.cold : row.warm).push(elapsedMs);
      row.answer = answer;
    }
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/**
 * In the page: presses the button, gives the picture and waits until the answer is there.
 * @param {string} base64 of a JPEG
 */
async function askOnce(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const picture = new Blob([bytes], { type: 'image/jpeg' });
  const element = /** @type {KilnClassifier | null} */ (document.querySelector('kiln-classifier'));
  const button = element?.shadowRoot?.querySelector('[part=start]') ?? document.querySelector('button');
  if (!(button instanceof HTMLElement)) throw new Error('There is no button');
  const start = performance.now();
  button.click();
  /** @type {Answer} */
  let answer;
  if (element) {
    const [best] = (await element.classify(picture)).predictions;
    answer = { label: best?.label ?? '', probability: best?.probability ?? 0 };
  } else {
    if (!window.__ask) throw new Error('The page does not answer');
    answer = await window.__ask(picture);
  }
  return { elapsedMs: performance.now() - start, answer };
}

/** @param {Row[]} rows */
function tables(rows) {
  const spread = (/** @type {number[]} */ values) => {
    const { medianMs, lowerQuartileMs, upperQuartileMs, minMs } = summary(values);
    return [ms(medianMs), `${ms(lowerQuartileMs)}–${ms(upperQuartileMs)}`, ms(minMs)];
  };
  const times = table(
    ['', 'line', 'n', 'cold', 'middle half', 'min', 'warm', 'middle half', 'min'],
    rows.map(({ name, line, cold, warm }) => [name, line, String(cold.length), ...spread(cold), ...spread(warm)]),
  );
  const bytes = table(
    ['', 'before a reader acts', 'after', 'warm'],
    rows
      .filter(({ line }) => line === LINES[0]?.name)
      .map(({ name, bytesBefore, bytesAfter, bytesWarm }) => [
        name,
        formatSize(bytesBefore),
        formatSize(bytesAfter),
        formatSize(bytesWarm),
      ]),
  );
  const ratios = rows
    .filter(({ name }) => name !== 'kiln')
    .map((peer) => {
      const kiln = rows.find(({ name, line }) => name === 'kiln' && line === peer.line);
      const of = (/** @type {'cold' | 'warm'} */ kind) => {
        const each = peer[kind].map((value, round) => (kiln?.[kind][round] ?? Number.NaN) / value);
        return [median(each).toFixed(2), `${Math.min(...each).toFixed(2)}–${Math.max(...each).toFixed(2)}`];
      };
      return [`kiln ÷ ${peer.name}`, peer.line, ...of('cold'), ...of('warm')];
    });
  return [
    'From the press of the button to the first answer, ms',
    times,
    'Downloaded (as sent)',
    bytes,
    'Kiln ÷ peer, round by round (below 1, Kiln is sooner)',
    table(['', 'line', 'cold', 'range', 'warm', 'range'], ratios),
    '',
  ].join('\n\n');
}
