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
import { readReference } from './node/reference.mjs';
import { resultsOf } from './node/results.mjs';
import { tablesOf } from './node/tables.mjs';
import { measureTraining, trainingTable } from './node/training.mjs';
import { makePeerModels } from './peers/models/make.mjs';

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
    const entries = options.contestants.map((contestant) => new Entry(contestant, surroundings));
    await withProgress('benchmark', (progress) => measure(entries, options, progress));
    const results = resultsOf(entries, browser.version());
    console.log(`\n${tablesOf(results)}`);
    if (options.training) {
      const rows = await withProgress('training', (progress) => measureTraining(surroundings, progress));
      Object.assign(results, { training: rows });
      console.log(`${trainingTable(rows)}\n`);
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
 * @param {Options} options
 * @param {(text: string) => void} progress
 */
async function measure(entries, options, progress) {
  const reference = readReference();
  for (const entry of entries) {
    progress(`checking ${entry.contestant.name}`);
    await entry.prepare(reference);
  }
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
  for (const entry of entries) await entry.close();
  if (!options.loading) return;
  const numLoads = Math.max(...entries.map(({ effort }) => effort.numLoads));
  for (let round = 0; round < numLoads; round++) {
    for (const entry of inTurn(entries, round)) {
      progress(`loading ${entry.contestant.name}, ${round + 1} of ${numLoads}`);
      await entry.load();
    }
  }
}

/**
 * Somebody else begins each round and every other one runs backwards, so that nobody
 * always follows the same one.
 * @template T
 * @param {T[]} items
 * @param {number} round
 */
function inTurn(items, round) {
  const start = round % Math.max(items.length, 1);
  const order = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? order : order.reverse();
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
