// One runner on its own page, from opening it to its last timed run.

import { setTimeout } from 'node:timers/promises';
import { BenchPage } from './bench-page.mjs';
import { effort } from './options.mjs';
import { answerOf, maxDifference } from './reference.mjs';

/** @import { Browser, BrowserContext } from '@playwright/test' */
/** @import { BenchInfo } from '../page/bench.ts' */
/** @import { Options } from './options.mjs' */
/** @import { Contestant } from './runners.mjs' */

/** Between two turns. */
const PAUSE_MS = 500;

/** @typedef {{ loadedMs: number, firstLogitsMs: number }} Milestones */

export class Entry {
  /** Why it is not timed, or not any further. @type {string | null} */
  fault = null;
  /** @type {BenchInfo | null} */
  info = null;
  /** Largest difference to the reference over the pictures checked. @type {number | null} */
  maxDifference = null;
  numCheckedPictures = 0;
  /** Checked pictures whose first answer is the original network's. */
  numSameAnswers = 0;
  /** Of the labelled pictures, where there are any. @type {{ right: number, of: number } | null} */
  labelled = null;
  /** Milliseconds, an array for each turn. @type {number[][]} */
  turns = [];
  /** @type {{ cold: Milestones[], warm: Milestones[] }} */
  loads = { cold: [], warm: [] };
  /** What a first visit fetches. @type {string[]} */
  addresses = [];

  /** @type {Browser} */
  #browser;
  /** @type {string} */
  #url;
  /** @type {Options} */
  #options;
  /** @type {BrowserContext | null} */
  #context = null;
  /** @type {BenchPage | null} */
  #page = null;

  /**
   * @param {Contestant} contestant
   * @param {{ browser: Browser, url: string, options: Options }} surroundings
   */
  constructor(contestant, { browser, url, options }) {
    this.contestant = contestant;
    this.#browser = browser;
    this.#url = `${url}bench.html?${contestant.address}`;
    this.#options = options;
  }

  /** Whether it runs on a software graphics adapter. */
  get isSlow() {
    const isSoftware = this.info?.adapter?.isSoftware ?? !this.#options.gpu;
    return this.contestant.device !== 'cpu' && isSoftware;
  }

  get effort() {
    return effort(this.#options, this.isSlow);
  }

  /** Opens the page and compares its logits. @param {import('./reference.mjs').Reference} reference */
  prepare(reference) {
    return this.#attempt(async () => {
      this.#context = await this.#browser.newContext();
      this.#page = await BenchPage.open(this.#context, this.#url);
      this.info = await this.#page.info();
      const pictures = reference.slice(0, this.effort.numCheckedPictures);
      const differences = [];
      const { role, tolerance } = this.contestant;
      for (const { input, logits } of pictures) {
        const own = await this.#page.check(input);
        differences.push(maxDifference(own, logits[role]));
        if (answerOf(own) === answerOf(logits.peer)) this.numSameAnswers += 1;
      }
      this.numCheckedPictures = pictures.length;
      this.maxDifference = Math.max(...differences);
      if (this.maxDifference > tolerance) {
        throw new Error(`Wrong logits: they are off by ${this.maxDifference.toFixed(3)}`);
      }
      await this.#page.infer(this.effort.numWarmUps);
    });
  }

  /**
   * How often it is right about pictures that a person has named.
   * @param {import('./labelled.mjs').Labelled[]} pictures
   */
  judge(pictures) {
    return this.#attempt(async () => {
      if (!this.#page || (this.isSlow && !this.#options.full)) return;
      let right = 0;
      for (const { input, label } of pictures) if (answerOf(await this.#page.check(input)) === label) right += 1;
      this.labelled = { right, of: pictures.length };
    });
  }

  /** Its timed runs of one round. */
  takeTurn() {
    return this.#attempt(async () => {
      const { numTurns, numRunsBeforeTurn, numRunsPerTurn } = this.effort;
      if (!this.#page || this.turns.length >= numTurns) return;
      // Threads of the one before may still be waiting for work, and the caches are full
      // of its numbers.
      await setTimeout(PAUSE_MS);
      await this.#page.infer(numRunsBeforeTurn);
      this.turns.push(await this.#page.infer(numRunsPerTurn));
    });
  }

  /** Once with nothing in the browser's cache, and once again. */
  load() {
    return this.#attempt(async () => {
      if (this.loads.cold.length >= this.effort.numLoads) return;
      const context = await this.#browser.newContext();
      try {
        const page = await BenchPage.open(context, `${this.#url}&first`);
        this.loads.cold.push(await page.milestones());
        this.addresses = [...page.addresses];
        await page.goto(`${this.#url}&first`);
        this.loads.warm.push(await page.milestones());
      } finally {
        await context.close();
      }
    });
  }

  async close() {
    await this.#context?.close();
    this.#context = null;
    this.#page = null;
  }

  /** A runner that fails is told of; the others go on. @param {() => Promise<void>} work */
  async #attempt(work) {
    if (this.fault !== null) return;
    try {
      await work();
    } catch (error) {
      this.fault = error instanceof Error ? error.message : String(error);
      await this.close();
    }
  }
}
