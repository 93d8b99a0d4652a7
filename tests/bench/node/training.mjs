// Training in turns: Kiln, TensorFlow.js and jax-js, on each of their devices.

import { BenchPage } from './bench-page.mjs';
import { median } from './statistics.mjs';
import { ms, table } from './tables.mjs';

/** @import { Browser } from '@playwright/test' */
/** @import { Options } from './options.mjs' */

/**
 * Where a software graphics adapter takes seconds for a step and minutes for a head, it does less.
 * tfjs-wasm has no gradient of a convolution's filter.
 * @type {{ name: string, address: string, isKiln: boolean, train: number, transfer: number, wholeTransfer: number }[]}
 */
const TRAINERS = [
  { name: 'kiln-cpu', address: 'device=cpu', isKiln: true, train: 10, transfer: 4, wholeTransfer: 2 },
  { name: 'kiln-webgpu', address: 'device=webgpu', isKiln: true, train: 4, transfer: 2, wholeTransfer: 0 },
  { name: 'jax-js-webgpu', address: 'runner=jax-js', isKiln: false, train: 4, transfer: 2, wholeTransfer: 0 },
  {
    name: 'jax-js-webgpu, im2col',
    address: 'runner=jax-js&convolution=im2col',
    isKiln: false,
    train: 4,
    transfer: 2,
    wholeTransfer: 0,
  },
  { name: 'tfjs-wasm', address: 'runner=tfjs&backend=wasm', isKiln: false, train: 0, transfer: 4, wholeTransfer: 2 },
  { name: 'tfjs-webgl', address: 'runner=tfjs&backend=webgl', isKiln: false, train: 2, transfer: 1, wholeTransfer: 0 },
  {
    name: 'tfjs-webgpu',
    address: 'runner=tfjs&backend=webgpu',
    isKiln: false,
    train: 1,
    transfer: 0,
    wholeTransfer: 0,
  },
];
const JOBS = /** @type {const} */ (['train', 'transfer', 'wholeTransfer']);

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {boolean} isKiln
 * @property {number[]} train
 * @property {number[]} transfer
 * @property {number[]} wholeTransfer
 * @property {string | null} fault
 */

/**
 * @param {{ browser: Browser, url: string, options: Options }} surroundings
 * @param {(text: string) => void} progress
 * @returns {Promise<Row[]>}
 */
export async function measureTraining({ browser, url, options }, progress) {
  const context = await browser.newContext();
  /** @type {Row[]} */
  const rows = TRAINERS.map(({ name, isKiln }) => ({
    name,
    isKiln,
    train: [],
    transfer: [],
    wholeTransfer: [],
    fault: null,
  }));
  /** @type {Map<string, BenchPage>} */
  const pages = new Map();
  for (let round = 0; round < options.rounds; round++) {
    for (const [index, { name, address, ...counts }] of TRAINERS.entries()) {
      const row = rows[index];
      // What takes minutes has one turn.
      if (!row || row.fault !== null || (round > 0 && counts.transfer < 2)) continue;
      progress(`round ${round + 1} of ${options.rounds}, ${name}`);
      try {
        const page = pages.get(name) ?? (await BenchPage.open(context, `${url}bench.html?${address}`));
        const isFirst = !pages.has(name);
        pages.set(name, page);
        for (const job of JOBS) {
          const count = counts[job];
          if (count === 0) continue;
          // The first one compiles.
          if (isFirst) await page.learn(job, 1);
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
  const figures = rows.map(({ name, train, transfer, wholeTransfer, fault }) => [
    name,
    ...[train, transfer, wholeTransfer].flatMap((values) => [
      String(values.length),
      ms(values.length > 0 ? median(values) : undefined),
      ms(values.length > 0 ? Math.min(...values) : undefined),
    ]),
    fault?.split('\n')[0] ?? '',
  ]);
  const best = (/** @type {boolean} */ isKiln, /** @type {(typeof JOBS)[number]} */ job) => {
    const medians = rows.filter((row) => row.isKiln === isKiln && row[job].length > 0).map((row) => median(row[job]));
    return medians.length > 0 ? Math.min(...medians) : Number.NaN;
  };
  const ratios = JOBS.map((job) => `${job}: ${(best(true, job) / best(false, job)).toFixed(3)}`).join(', ');
  const head = ['', 'n', 'step of the CNN', 'min', 'n', 'head, 50 epochs', 'min', 'n', 'with the features', 'min', ''];
  return `Training, ms\n\n${table(head, figures)}\n\nKiln’s best ÷ the peers’ best: ${ratios}`;
}
