/** A page in whatever engine, as its user meets it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect } from '@playwright/test';
import { clickAt, typed } from './actions.js';
import type { Driver } from './driver.js';
import { elementOf, placeOf, type Target } from './in-page.js';

interface Place {
  x: number;
  y: number;
}

/** Whether the element that was to be clicked was met. */
type Met = Window & { isMet?: boolean };

/** How often, a tenth of a second apart, an element must be met in the same place to stand still. */
const NUM_STILL = 3;
/** Files that are not whole yet. */
const PARTIAL = /\.(part|wkdownload)$/;

export class Page {
  readonly driver: Driver;

  constructor(driver: Driver) {
    this.driver = driver;
  }

  open(url: string): Promise<void> {
    return this.driver.open(url);
  }

  reload(): Promise<void> {
    return this.driver.reload();
  }

  /** Calls a function in the page. It sees nothing of what stands around it here. */
  async call<A extends unknown[], T>(body: (...args: A) => T | Promise<T>, ...args: A): Promise<T> {
    return (await this.driver.call(String(body), args)) as T;
  }

  /** Calls a function with an element of the page; null where there is none. */
  async with<A extends unknown[], T>(
    target: Target,
    body: (element: HTMLElement, ...args: A) => T,
    ...args: A
  ): Promise<T | null> {
    const source = `(target, ...args) => {
      const element = (${elementOf})(target);
      return element === null ? null : (${body})(element, ...args);
    }`;
    return (await this.driver.call(source, [target, ...args])) as T | null;
  }

  /** The words of an element that is there. */
  text(target: Target): Promise<string | null> {
    return this.with(target, (element) => element.innerText.replaceAll(/\s+/g, ' ').trim());
  }

  count(selector: string): Promise<number> {
    return this.call((selector) => document.querySelectorAll(selector).length, selector);
  }

  /** Waits for the words of an element. */
  async see(target: Target, words: RegExp, timeout?: number): Promise<void> {
    const options = { message: String(target), ...(timeout ? { timeout } : {}) };
    await expect.poll(() => this.text(target), options).toMatch(words);
  }

  /** Clicks an element, once it can be clicked and stands still; again where it has moved away meanwhile. */
  async click(target: Target): Promise<void> {
    let places: (Place | string)[] = [];
    const attempt = async (): Promise<string> => {
      places.push(await this.place(target));
      const [last, ...before] = places.slice(-NUM_STILL).reverse();
      if (last === undefined || typeof last === 'string') return last ?? '';
      const isStill = before.length === NUM_STILL - 1 && before.every((other) => isDeepStrictEqual(other, last));
      if (!isStill) return 'it moves';
      places = [];
      await this.with(target, (element) => {
        (window as Met).isMet = false;
        element.addEventListener('pointerdown', () => ((window as Met).isMet = true), { once: true });
      });
      await this.driver.perform(clickAt(last.x, last.y));
      return (await this.call(() => (window as Met).isMet)) ? 'clicked' : 'it was missed';
    };
    await expect.poll(attempt, { message: `a click on ${target}`, intervals: [100] }).toBe('clicked');
  }

  /** Writes into a field what it is to hold. */
  async fill(target: Target, value: string): Promise<void> {
    await this.click(target);
    await this.with(target, (element) => (element as HTMLInputElement).select());
    await this.driver.perform(typed(value));
    await expect.poll(() => this.with(target, (element) => (element as HTMLInputElement).value)).toBe(value);
  }

  chooseFiles(target: Target, files: readonly string[]): Promise<void> {
    return this.driver.chooseFiles(String(elementOf), [target], files);
  }

  /** Does something that saves a file, and waits for it. */
  async download(work: () => Promise<void>): Promise<string> {
    const folder = this.driver.downloads;
    const names = (): string[] => (existsSync(folder) ? readdirSync(folder) : []);
    const before = new Set(names());
    await work();
    const added = (): string[] => names().filter((name) => !before.has(name));
    // A browser may take the name before it has the bytes, with what it has so far beside it.
    const isWhole = (): boolean =>
      added().length === 1 &&
      added().every((name) => !PARTIAL.test(name) && statSync(path.join(folder, name)).size > 0);
    await expect.poll(isWhole, { message: 'a download' }).toBe(true);
    return path.join(folder, added()[0] ?? '');
  }

  private place(target: Target): Promise<Place | string> {
    const source = `(target) => (${placeOf})((${elementOf})(target))`;
    return this.driver.call(source, [target]) as Promise<Place | string>;
  }
}
