// Runs named steps one after the other, times them, and sums up.

import { explain } from './failures.mjs';
import { duration } from './progress.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} [needs] steps without which this one says nothing
 * @property {() => Promise<unknown>} work
 *
 * @typedef {{ name: string, outcome: 'passed' | 'failed' | 'not run', elapsedMs: number }} Result
 */

/**
 * A failure stops only the steps that need the failed one, so that one run shows
 * everything that is wrong.
 * @param {Step[]} steps
 * @returns {Promise<boolean>} whether all passed
 */
export async function runSteps(steps) {
  /** @type {Result[]} */
  const results = [];
  for (const { name, needs = [], work } of steps) {
    const startedAt = Date.now();
    const isPossible = needs.every((need) =>
      results.some((result) => result.name === need && result.outcome === 'passed'),
    );
    /** @type {Result['outcome']} */
    let outcome = isPossible ? 'passed' : 'not run';
    if (isPossible) {
      console.log(`\n── ${name}`);
      try {
        await work();
      } catch (error) {
        explain(error);
        outcome = 'failed';
      }
    }
    results.push({ name, outcome, elapsedMs: Date.now() - startedAt });
  }
  summarise(results);
  return results.every(({ outcome }) => outcome === 'passed');
}

/** @param {Result[]} results */
function summarise(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  console.log('\n── summary');
  for (const { name, outcome, elapsedMs } of results) {
    const time = outcome === 'not run' ? '' : duration(elapsedMs);
    console.log(`${outcome.padEnd(7)}  ${name.padEnd(width)}  ${time}`.trimEnd());
  }
  // A step that could not run has not passed.
  const numPassed = results.filter(({ outcome }) => outcome === 'passed').length;
  console.log(`${numPassed} passed, ${results.length - numPassed} failed`);
}
