// Times Kiln beside its peers: one Chromium, a page for each, turns in rounds.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS } from '../../scripts/lib/chromium.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { withProgress } from '../../scripts/lib/progress.mjs';
import { BENCH_HEADERS } from '../../scripts/lib/security-headers.mjs';
import { startServer } from '../../scripts/lib/server.mjs';
import { buildBenchPage } from './node/build-page.mjs';
import { Entry } from './node/entry.mjs';
import { readLabelled } from './node/labelled.mjs';
import { readReference } from './node/reference.mjs';
import { resultsOf } from './node/results.mjs';
import { INFERENCE_ROWS } from './node/runners.mjs';
import { tablesOf } from './node/tables.mjs';
import { TRAINING_ROWS } from './node/trainers.mjs';
import { measureTraining, trainingTables } from './node/training.mjs';
import { inTurn } from './node/turns.mjs';
import { makePeerModels } from './peers/models/make.mjs';
import { hasTflite, TFLITE_MISSING } from './peers/models/tflite.mjs';

/** @import { Options } from './node/options.mjs' */

/** Serves bench.html until the program is ended. */
export async function serveBenchPage() {
  makePeerModels();
  const { url } = await startServer({ folder: await buildBenchPage(), headers: BENCH_HEADERS });
  console.log(`${url}bench.html`);
}

/**
 * @param {Options} options
 * @param {string} executablePath of Chromium
 * @returns {Promise<boolean>} whether all of Kiln's own runners were right and timed
 */
export async function bench(options, executablePath) {
  makePeerModels();
  const folder = await buildBenchPage();
  const server = await startServer({ folder, headers: BENCH_HEADERS });
  const args = CHROMIUM_ARGS.filter((arg) => !options.gpu || !arg.includes('swiftshader'));
  const browser = await chromium.launch({ executablePath, args });
  try {
    const surroundings = { browser, url: server.url, options };
    const present = options.contestants.filter(({ needsTflite }) => !needsTflite || hasTflite());
    if (present.length < options.contestants.length) console.log(TFLITE_MISSING);
    const entries = present.map((contestant) => new Entry(contestant, surroundings));
    if (entries.length > 0) {
      const labelled = options.pictures ? await readLabelled(browser, options.pictures) : [];
      await withProgress('benchmark', (progress) => measure(entries, labelled, options, progress));
    }
    const results = resultsOf(entries, browser.version());
    if (entries.length > 0) console.log(`\n${tablesOf(results)}`);
    if (TRAINING_ROWS.some(({ name }) => options.rows.has(name))) {
      const rows = await withProgress('training', (progress) => measureTraining(surroundings, progress));
      Object.assign(results, { training: rows });
      console.log(`\n${trainingTables(rows)}\n`);
    }
    save(results, options.json);
    return entries.every(({ fault, contestant }) => contestant.role === 'peer' || fault === null);
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * @param {Entry[]} entries
 * @param {import('./node/labelled.mjs').Labelled[]} labelled
 * @param {Options} options
 * @param {(text: string) => void} progress
 */
async function measure(entries, labelled, options, progress) {
  const reference = readReference();
  for (const entry of entries) {
    progress(`checking ${entry.contestant.name}`);
    await entry.prepare(reference);
    if (labelled.length > 0) await entry.judge(labelled);
  }
  if (Object.keys(INFERENCE_ROWS).some((row) => options.rows.has(row))) await takeTurns(entries, options, progress);
  for (const entry of entries) await entry.close();
  if (!options.rows.has('loading')) return;
  const numLoads = Math.max(...entries.map(({ effort }) => effort.numLoads));
  for (let round = 0; round < numLoads; round++) {
    for (const entry of inTurn(entries, round)) {
      progress(`loading ${entry.contestant.name}, ${round + 1} of ${numLoads}`);
      await entry.load();
    }
  }
}

/**
 * @param {Entry[]} entries
 * @param {Options} options
 * @param {(text: string) => void} progress
 */
async function takeTurns(entries, options, progress) {
  // The processor's runners first and by themselves: a software graphics adapter
  // keeps it busy for a while after its turn.
  for (const isCpu of [true, false]) {
    const group = entries.filter(({ contestant }) => (contestant.device === 'cpu') === isCpu);
    for (let round = 0; round < options.rounds; round++) {
      for (const entry of inTurn(group, round)) {
        progress(`round ${round + 1} of ${options.rounds}, ${entry.contestant.name}`);
        await entry.takeTurn();
      }
    }
  }
}

/** @param {import('./node/results.mjs').Results} results @param {string | undefined} wanted */
function save(results, wanted) {
  const name = `bench-${results.date.slice(0, 19).replaceAll(':', '-')}.json`;
  const files = [path.join(ROOT, 'bench-results', name), ...(wanted ? [path.resolve(wanted)] : [])];
  for (const file of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  }
  console.log(`Written: ${files.map((file) => path.relative(process.cwd(), file)).join(', ')}`);
}
