// The page on a phone: its processor slowed down, a phone's screen, and measured from the address to the first answer,
// how often the camera is answered, and what memory that takes. Each figure has a budget (budgets.json).

import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { Failure } from '../../../scripts/lib/failures.mjs';
import { CHROMIUM_ARGS } from '../../../scripts/lib/chromium.mjs';
import { DIST } from '../../../scripts/lib/paths.mjs';
import { withProgress } from '../../../scripts/lib/progress.mjs';
import { startServer } from '../../../scripts/lib/server.mjs';
import { median } from '../node/statistics.mjs';
import { table } from '../node/tables.mjs';
import { firstAnswer, liveRate, memoryOf, openModel, workOf } from './journeys.mjs';
import { SlowRenderers } from './slow-renderers.mjs';

/** @import { Browser } from '@playwright/test' */

/**
 * @typedef {object} Figures
 * @property {number} coldMs from the address to the first answer, in a new profile
 * @property {number} warmMs the same page once more
 * @property {number} framesPerSecond answers to the camera, in the studio
 * @property {number} pageMegabytes after the answer
 * @property {number} studioMegabytes with 150 pictures and a model that was just trained, the camera on
 */

/** @type {Record<string, Figures>} by how many times slower the processor is */
const BUDGETS = JSON.parse(readFileSync(new URL('./budgets.json', import.meta.url), 'utf8'));

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true };
const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/**
 * @param {{ rounds: number }} options
 * @param {string} executablePath of Chromium
 * @returns {Promise<boolean>} whether every figure is within its budget
 */
export async function benchPhones({ rounds }, executablePath) {
  if (process.platform !== 'linux') throw new Failure('--phones reads /proc, which Linux alone has');
  const server = await startServer({ folder: DIST });
  const args = [...CHROMIUM_ARGS, ...CAMERA];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const rows = await withProgress('phones', async (progress) => {
      const measured = [];
      for (const [rate, budget] of Object.entries(BUDGETS)) {
        progress(`${rate} times slower`);
        measured.push({ rate, budget, ...(await measure(browser, server.url, Number(rate), rounds)) });
      }
      return measured;
    });
    console.log(`\n${tableOf(rows)}\n`);
    const over = rows.flatMap(({ rate, budget, figures }) => beyond(rate, figures, budget));
    for (const sentence of over) console.log(sentence);
    return over.length === 0;
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {Browser} browser @param {string} url @param {number} rate @param {number} rounds */
async function measure(browser, url, rate, rounds) {
  const slow = await SlowRenderers.of(browser);
  const loads = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    await slow.setRate(rate);
    const coldMs = await firstAnswer(page, url);
    const warmMs = await firstAnswer(page, url);
    await slow.setRate(1);
    loads.push({ coldMs, warmMs, pageMegabytes: memoryOf(await slow.processes()) });
    await context.close();
  }
  const context = await browser.newContext({ ...PHONE, permissions: ['camera'] });
  const page = await context.newPage();
  await openModel(page, url);
  const fastMs = await workOf(page);
  await slow.setRate(rate);
  const slowMs = await workOf(page);
  const framesPerSecond = await liveRate(page);
  await slow.setRate(1);
  const studioMegabytes = memoryOf(await slow.processes());
  await context.close();
  const figures = {
    coldMs: median(loads.map(({ coldMs }) => coldMs)),
    warmMs: median(loads.map(({ warmMs }) => warmMs)),
    framesPerSecond,
    pageMegabytes: median(loads.map(({ pageMegabytes }) => pageMegabytes)),
    studioMegabytes,
  };
  return { figures, slower: slowMs / fastMs };
}

/** @param {string} rate @param {Figures} figures @param {Figures} budget */
function beyond(rate, figures, budget) {
  const names = /** @type {(keyof Figures)[]} */ (Object.keys(budget));
  const isBeyond = (/** @type {keyof Figures} */ name) =>
    name === 'framesPerSecond' ? figures[name] < budget[name] : figures[name] > budget[name];
  return names
    .filter(isBeyond)
    .map((name) => `${rate} times slower: ${name} is ${figures[name].toFixed(1)}, its budget ${budget[name]}`);
}

/** @param {{ rate: string, budget: Figures, figures: Figures, slower: number }[]} rows */
function tableOf(rows) {
  const head = [
    'processor',
    'measured',
    'cold, ms',
    'warm, ms',
    'camera, answers a second',
    'memory, MB',
    'studio, MB',
  ];
  return table(
    head,
    rows.map(({ rate, budget, figures, slower }) => [
      `${rate} times slower`,
      slower.toFixed(1),
      `${figures.coldMs.toFixed(0)} (≤ ${budget.coldMs})`,
      `${figures.warmMs.toFixed(0)} (≤ ${budget.warmMs})`,
      `${figures.framesPerSecond.toFixed(1)} (≥ ${budget.framesPerSecond})`,
      `${figures.pageMegabytes.toFixed(0)} (≤ ${budget.pageMegabytes})`,
      `${figures.studioMegabytes.toFixed(0)} (≤ ${budget.studioMegabytes})`,
    ]),
  );
}
