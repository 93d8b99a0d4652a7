// Training in turns: Kiln and TensorFlow.js, which alone of the peers trains, on each of their devices.

import { BenchPage } from './bench-page.mjs';
import { median } from './statistics.mjs';
import { ms, table } from './tables.mjs';

/** @import { Browser } from '@playwright/test' */
/** @import { Options } from './options.mjs' */

/**
 * A software graphics adapter takes seconds for a step and minutes for a head, so it does less.
 * tfjs-wasm has no gradient of a convolution's filter.
 * @type {{ name: string, address: string, isKiln: boolean, steps: number, heads: number }[]}
 */
const TRAINERS = [
  { name: 'kiln-cpu', address: 'device=cpu', isKiln: true, steps: 10, heads: 4 },
  { name: 'kiln-webgpu', address: 'device=webgpu', isKiln: true, steps: 1, heads: 1 },
  { name: 'tfjs-wasm', address: 'runner=tfjs&backend=wasm', isKiln: false, steps: 0, heads: 4 },
  { name: 'tfjs-webgl', address: 'runner=tfjs&backend=webgl', isKiln: false, steps: 2, heads: 1 },
  { name: 'tfjs-webgpu', address: 'runner=tfjs&backend=webgpu', isKiln: false, steps: 1, heads: 0 },
];
const JOBS = /** @type {const} */ (['train', 'transfer']);

/** @typedef {{ name: string, isKiln: boolean, train: number[], transfer: number[], fault: string | null }} Row */

/**
 * @param {{ browser: Browser, url: string, options: Options }} surroundings
 * @param {(text: string) => void} progress
 * @returns {Promise<Row[]>}
 */
export async function measureTraining({ browser, url, options }, progress) {
  const context = await browser.newContext();
  /** @type {Row[]} */
  const rows = TRAINERS.map(({ name, isKiln }) => ({ name, isKiln, train: [], transfer: [], fault: null }));
  /** @type {Map<string, BenchPage>} */
  const pages = new Map();
  for (let round = 0; round < options.rounds; round++) {
    for (const [index, { name, address, steps, heads }] of TRAINERS.entries()) {
      const row = rows[index];
      // What takes minutes has one turn.
      if (!row || row.fault !== null || (round > 0 && heads < 2)) continue;
      progress(`round ${round + 1} of ${options.rounds}, ${name}`);
      try {
        const page = pages.get(name) ?? (await BenchPage.open(context, `${url}bench.html?${address}`));
        const isFirst = !pages.has(name);
        pages.set(name, page);
        for (const job of JOBS) {
          const count = job === 'train' ? steps : heads;
          if (count === 0) continue;
          // The first one compiles.
          if (isFirst) await page.learn(job === 'train' ? 'train' : 'transfer', 1);
          row[job].push(...((await page.learn(job, count)) ?? []));
        }
      } catch (error) {
        row.fault = error instanceof Error ? error.message : String(error);
      }
    }
  }
  await context.close();
  return rows;
}

/** @param {Row[]} rows */
export function trainingTable(rows) {
  const figures = rows.map(({ name, train, transfer, fault }) => [
    name,
    ...[train, transfer].flatMap((values) => [
      String(values.length),
      ms(values.length > 0 ? median(values) : undefined),
      ms(values.length > 0 ? Math.min(...values) : undefined),
    ]),
    fault?.split('\n')[0] ?? '',
  ]);
  const best = (/** @type {boolean} */ isKiln, /** @type {'train' | 'transfer'} */ job) => {
    const medians = rows.filter((row) => row.isKiln === isKiln && row[job].length > 0).map((row) => median(row[job]));
    return medians.length > 0 ? Math.min(...medians) : Number.NaN;
  };
  const ratios = JOBS.map((job) => `${job}: ${(best(true, job) / best(false, job)).toFixed(3)}`).join(', ');
  const head = ['', 'n', 'step of the CNN', 'min', 'n', 'head, 50 epochs', 'min', ''];
  return `Training, ms\n\n${table(head, figures)}\n\nKiln’s best ÷ TensorFlow.js’s best: ${ratios}`;
}
