// Training in turns: Kiln, TensorFlow.js and jax-js, on each of their devices.

import { BenchPage } from './bench-page.mjs';
import { median, ratios, summary } from './statistics.mjs';
import { ms, table } from './tables.mjs';
import { TRAINING_ROWS } from './trainers.mjs';
import { inTurn } from './turns.mjs';

/** @import { Browser } from '@playwright/test' */
/** @import { Options } from './options.mjs' */
/** @import { Trainer } from './trainers.mjs' */

/**
 * @typedef {object} Row
 * @property {string} row as --rows names it
 * @property {string} title
 * @property {string} name of the trainer
 * @property {boolean} isKiln
 * @property {number} threads
 * @property {number[][]} turns milliseconds, an array for each round
 * @property {string | null} fault
 */

/**
 * Row by row, so that those who are compared follow one another.
 * @param {{ browser: Browser, url: string, options: Options }} surroundings
 * @param {(text: string) => void} progress
 * @returns {Promise<Row[]>}
 */
export async function measureTraining({ browser, url, options }, progress) {
  const context = await browser.newContext();
  /** @type {Map<string, BenchPage>} */
  const pages = new Map();
  /** @param {Trainer} trainer */
  const pageOf = async ({ name, address }) => {
    const page = pages.get(name) ?? (await BenchPage.open(context, `${url}bench.html?${address}`));
    pages.set(name, page);
    return page;
  };
  /** @type {Row[]} */
  const rows = [];
  try {
    for (const { name: row, title, device, job } of TRAINING_ROWS.filter(({ name }) => options.rows.has(name))) {
      const trainers = options.trainers.filter((each) => each.device === device && each.counts[job]);
      const own = trainers.map(({ name, isKiln, threads }) => ({
        row,
        title,
        name,
        isKiln,
        threads,
        turns: /** @type {number[][]} */ ([]),
        fault: /** @type {string | null} */ (null),
      }));
      rows.push(...own);
      for (let round = 0; round < options.rounds; round++) {
        for (const trainer of inTurn(trainers, round)) {
          const result = own.find(({ name }) => name === trainer.name);
          if (!result || result.fault !== null || (trainer.isSlow && round > 0)) continue;
          progress(`${row}, round ${round + 1} of ${options.rounds}, ${trainer.name}`);
          try {
            const page = await pageOf(trainer);
            // The first one compiles.
            if (round === 0) await page.learn(job, 1);
            result.turns.push((await page.learn(job, trainer.counts[job] ?? 1)) ?? []);
          } catch (error) {
            result.fault = error instanceof Error ? error.message : String(error);
          }
        }
      }
    }
  } finally {
    await context.close();
  }
  return rows;
}

/** @param {Row[]} rows */
export function trainingTables(rows) {
  return TRAINING_ROWS.flatMap(({ name, title }) => {
    const own = rows.filter(({ row }) => row === name);
    return own.length > 0 ? [`${title}, ms\n\n${figures(own)}${comparisons(own)}`] : [];
  }).join('\n\n');
}

/** @param {Row[]} rows */
function figures(rows) {
  const head = ['', 'threads', 'n', 'median', 'min', 'middle half', ''];
  return table(
    head,
    rows.map(({ name, threads, turns, fault }) => {
      const runs = turns.flat();
      const told = fault?.split('\n')[0] ?? '';
      if (runs.length === 0) return [name, String(threads), '0', '–', '–', '–', told];
      const { medianMs, minMs, lowerQuartileMs, upperQuartileMs } = summary(runs);
      const half = `${ms(lowerQuartileMs)}–${ms(upperQuartileMs)}`;
      return [name, String(threads), String(runs.length), ms(medianMs), ms(minMs), half, told];
    }),
  );
}

/** Kiln beside each peer; the fastest of as many threads has a star. @param {Row[]} rows */
function comparisons(rows) {
  const timed = rows.filter(({ turns }) => turns.length > 0);
  const peers = timed.filter(({ isKiln }) => !isKiln);
  const lines = timed
    .filter(({ isKiln }) => isKiln)
    .flatMap((kiln) => {
      const equals = peers.filter(({ threads }) => threads === kiln.threads);
      const best = Math.min(...equals.map(({ turns }) => median(turns.flat())));
      return peers.map((peer) => {
        const { ofMedians, byRound, ofFastest } = ratios(kiln.turns, peer.turns);
        const star = equals.includes(peer) && median(peer.turns.flat()) === best ? ' *' : '';
        const cells = [ofMedians, byRound, ofFastest].map((ratio) => ratio.toFixed(3));
        return [`${kiln.name} ÷ ${peer.name}${star}`, ...cells];
      });
    });
  return lines.length > 0 ? `\n\n${table(['', 'of medians', 'round by round', 'of fastest runs'], lines)}` : '';
}
