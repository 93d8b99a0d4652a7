// One opened bench.html. A wasm module that panics leaves its promise pending for
// ever, so every call ends with whatever the page reports or with the time it has.

/** @import { BrowserContext, Page } from '@playwright/test' */
/** @import { Bench, BenchInfo } from '../page/bench.ts' */
/** @import {} from '../page/main.ts' */

const TIME_LIMIT_MS = 600_000;

export class BenchPage {
  /** @type {Page} */
  #page;
  /** @type {Promise<never>} */
  #failure;
  /** @type {string[]} */
  addresses = [];

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    page.setDefaultTimeout(TIME_LIMIT_MS);
    page.on('response', (response) => this.addresses.push(response.url()));
    this.#failure = new Promise((_, reject) => {
      page.on('pageerror', reject);
      page.on('crash', () => reject(new Error('The page crashed')));
    });
    // It may come when nobody is waiting; the next call then hears of it.
    this.#failure.catch(() => {});
  }

  /**
   * @param {BrowserContext} context
   * @param {string} address
   */
  static async open(context, address) {
    const bench = new BenchPage(await context.newPage());
    await bench.goto(address);
    return bench;
  }

  /** Ends when runtime and weights are loaded. @param {string} address */
  async goto(address) {
    await this.#guarded(this.#page.goto(address));
    await this.#guarded(this.#page.waitForFunction(() => window.__bench !== undefined));
  }

  /** @param {number} count @returns {Promise<number[]>} milliseconds */
  infer(count) {
    if (count === 0) return Promise.resolve([]);
    return this.#guarded(this.#page.evaluate((n) => /** @type {Bench} */ (window.__bench).infer(n), count));
  }

  /**
   * Times a job of training. Null where this runner has none.
   * @param {import('./trainers.mjs').Job} job
   * @param {number} count
   * @returns {Promise<number[] | null>} milliseconds
   */
  learn(job, count) {
    return this.#guarded(
      this.#page.evaluate(([name, n]) => window.__bench?.[name]?.(n) ?? null, /** @type {const} */ ([job, count])),
    );
  }

  /** @param {Float32Array} input @returns {Promise<Float32Array>} */
  async check(input) {
    const logits = await this.#guarded(
      this.#page.evaluate(async (x) => [...(await /** @type {Bench} */ (window.__bench).check(x))], input),
    );
    return Float32Array.from(logits);
  }

  /** @returns {Promise<BenchInfo>} */
  info() {
    return this.#guarded(this.#page.evaluate(() => /** @type {Bench} */ (window.__bench).info));
  }

  /**
   * When the page, opened with `?first`, had loaded and when it had its first logits.
   * @returns {Promise<{ loadedMs: number, firstLogitsMs: number }>} since the navigation began
   */
  milestones() {
    return this.#guarded(
      this.#page.evaluate(() => {
        const at = (/** @type {string} */ name) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
        return { loadedMs: at('bench-loaded'), firstLogitsMs: at('bench-first-logits') };
      }),
    );
  }

  /** @template T @param {Promise<T>} work @returns {Promise<T>} */
  async #guarded(work) {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const tooLate = new Promise((_, reject) => {
      const error = new Error(`No answer in ${TIME_LIMIT_MS / 1000} seconds`);
      timer = setTimeout(reject, TIME_LIMIT_MS, error);
    });
    try {
      return /** @type {T} */ (await Promise.race([work, this.#failure, tooLate]));
    } finally {
      clearTimeout(timer);
    }
  }
}
