// What is done on the phone. Times are taken inside of the page: the way from there to this program is not a phone's.

import { readFileSync } from 'node:fs';

/** @import { Page } from '@playwright/test' */

/** The camera is watched for so long, after the first answers. */
const WATCH_MS = 5000;
const TIME_LIMIT_MS = 120_000;

/**
 * Opens the page; a sample is pressed as soon as it is there. Milliseconds since the navigation began until its answer
 * can be read.
 * @param {Page} page
 * @param {string} url
 * @returns {Promise<number>}
 */
export async function firstAnswer(page, url) {
  await page.addInitScript(() => {
    // A page that is opened twice has this twice.
    if ('isWatched' in window) return;
    Object.assign(window, { isWatched: true });
    let isPressed = false;
    new MutationObserver(() => {
      const sample = document.querySelector('[data-testid=sample-parrot]');
      if (!isPressed && sample instanceof HTMLElement) {
        isPressed = true;
        sample.click();
      }
      const isThere = document.querySelector('[data-testid=prediction]') !== null;
      if (isThere && performance.getEntriesByName('answered').length === 0) performance.mark('answered');
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(url);
  const mark = () => performance.getEntriesByName('answered')[0]?.startTime;
  await page.waitForFunction(mark, undefined, { timeout: TIME_LIMIT_MS });
  return (await page.evaluate(mark)) ?? Number.NaN;
}

/** The studio with a model of five flowers. @param {Page} page @param {string} url */
export async function openModel(page, url) {
  await page.goto(`${url}train.html`);
  await page.getByTestId('start-flowers').click();
  const train = page.locator('[data-testid=train-start]:enabled:not([aria-disabled=true])');
  await train.click({ timeout: TIME_LIMIT_MS });
  await page.getByTestId('result-line').waitFor({ timeout: TIME_LIMIT_MS });
}

/**
 * How often a second the camera is answered: each answer draws its bars anew, a fake camera's pictures all differ.
 * @param {Page} page
 */
export async function liveRate(page) {
  await page.getByTestId('live-start').click();
  const answer = page.getByTestId('live-answer');
  await answer.waitFor({ timeout: TIME_LIMIT_MS });
  return page.evaluate(async (watchMs) => {
    const view = document.querySelector('.live');
    if (!view) throw new Error('There is no live view');
    let count = 0;
    // One call for all that is drawn at once.
    const observer = new MutationObserver(() => (count += 1));
    observer.observe(view, { subtree: true, childList: true, characterData: true, attributes: true });
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, watchMs));
    observer.disconnect();
    return (1000 * count) / (performance.now() - start);
  }, WATCH_MS);
}

/**
 * Megabytes of the largest of these processes: the page with its workers, their WebAssembly memory and the browser's
 * code, of which each process that uses it has its share. That is what a phone counts before it ends a page.
 * @param {number[]} processes
 */
export function memoryOf(processes) {
  const each = processes.map((id) => {
    const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8')) ?? [];
    return (Number(kilobytes) * 1024) / 1e6;
  });
  return Math.max(...each);
}

/** Milliseconds of the same sums each time: how much slower is the processor really? @param {Page} page */
export function workOf(page) {
  return page.evaluate(() => {
    const start = performance.now();
    let sum = 0;
    for (let index = 0; index < 3e8; index += 1) sum += index % 7;
    return sum > 0 ? performance.now() - start : Number.NaN;
  });
}
