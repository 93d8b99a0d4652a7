// A slow processor. DevTools' own throttle (Emulation.setCPUThrottlingRate) slows the thread of a page and no worker:
// it is "only supported for pages, not workers", and Kiln computes in workers. So the processes that run pages are
// halted and let go on, all threads of them, many times a second: of N parts of the time they have one.

/** @import { Browser, CDPSession } from '@playwright/test' */

/** How long they run at a time: short beside what a person notices, long beside what a timer is late by. */
const RUN_MS = 4;
/** A page that is opened later gets a process of its own. */
const LOOK_EVERY_MS = 100;

export class SlowRenderers {
  /** @type {CDPSession} */
  #session;
  /** @type {Set<number>} */
  #processes = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #rate = 1;
  #isHalted = false;
  #lookedAt = 0;
  /** Milliseconds that they owe, for a timer that came late let them run too long. */
  #owedMs = 0;

  /** @param {CDPSession} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {Browser} browser */
  static async of(browser) {
    return new SlowRenderers(await browser.newBrowserCDPSession());
  }

  /** @param {number} rate 1 is as fast as the machine; 4 a quarter of that */
  async setRate(rate) {
    clearTimeout(this.#timer);
    this.#signal('SIGCONT');
    this.#isHalted = false;
    this.#rate = rate;
    this.#owedMs = 0;
    if (rate <= 1) return;
    await this.#look();
    this.#run();
  }

  #run() {
    this.#signal('SIGCONT');
    this.#isHalted = false;
    const start = performance.now();
    if (start - this.#lookedAt > LOOK_EVERY_MS) void this.#look();
    this.#timer = setTimeout(() => this.#halt(performance.now() - start), RUN_MS);
  }

  /** @param {number} ranMs */
  #halt(ranMs) {
    this.#signal('SIGSTOP');
    this.#isHalted = true;
    const start = performance.now();
    this.#owedMs += ranMs * (this.#rate - 1);
    this.#timer = setTimeout(() => {
      this.#owedMs -= performance.now() - start;
      this.#run();
    }, this.#owedMs);
  }

  /** @returns {Promise<number[]>} of the operating system */
  async processes() {
    const { processInfo } = await this.#session.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  }

  async #look() {
    this.#lookedAt = performance.now();
    this.#processes = new Set(await this.processes());
    if (this.#isHalted) this.#signal('SIGSTOP');
  }

  /** @param {'SIGSTOP' | 'SIGCONT'} signal */
  #signal(signal) {
    for (const id of this.#processes) {
      try {
        process.kill(id, signal);
      } catch {
        // A page that was closed in the meantime has no process any more.
        this.#processes.delete(id);
      }
    }
  }
}
