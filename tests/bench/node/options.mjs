// The command line of npm run bench.

import { parseArgs } from 'node:util';
import { Failure } from '../../../scripts/lib/failures.mjs';
import { chosen } from './runners.mjs';

export const HELP = `npm run bench -- [options]

  --runners A,B    who runs (default: all but kiln-cpu-burn and tfjs-webgl; "all")
  --rounds N       how often everybody has a turn (default 5)
  --full           20 loads, and at least 20 timed runs on a software graphics adapter too (slow)
  --gpu            use the machine's own graphics adapter instead of SwiftShader
  --json PATH      write the results there as well as to bench-results/
  --serve          only serve bench.html, for another harness to time
  --training       also time training: a step of a CNN, and a head over cached features
  --widget         time the widget in an article instead, from the press of its button to the first answer
  --no-loading     leave out the way from the address to the first prediction
  --help           this text`;

/** The fewest timed runs behind a figure. */
const MIN_RUNS = 20;
/** On a software adapter each run takes seconds. */
const MIN_SLOW_RUNS = 3;

/** @param {string[]} args */
export function readOptions(args) {
  const values = parse(args);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Failure(`--rounds ${values.rounds} is not a whole number above 0`);
  }
  // A wrong name is told before anything is built.
  return { ...values, rounds, contestants: chosen(values.runners) };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        runners: { type: 'string' },
        rounds: { type: 'string', default: '5' },
        full: { type: 'boolean', default: false },
        gpu: { type: 'boolean', default: false },
        json: { type: 'string' },
        widget: { type: 'boolean', default: false },
        training: { type: 'boolean', default: false },
        loading: { type: 'boolean', default: true },
        serve: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

/** @typedef {ReturnType<typeof readOptions>} Options */

/**
 * How much of everything one runner does.
 * @param {Options} options
 * @param {boolean} isSlow whether it runs on a software graphics adapter
 */
export function effort({ rounds, full }, isSlow) {
  const minRuns = isSlow && !full ? MIN_SLOW_RUNS : MIN_RUNS;
  return {
    numRunsPerTurn: Math.ceil(minRuns / rounds),
    numTurns: isSlow && !full ? Math.min(rounds, MIN_SLOW_RUNS) : rounds,
    // V8 compiles a module's busy functions again, better, during the first runs;
    // on a GPU the pictures of the check have compiled the shaders.
    numWarmUps: isSlow ? 0 : 10,
    numRunsBeforeTurn: isSlow ? 0 : 3,
    numCheckedPictures: isSlow && !full ? 1 : Infinity,
    numLoads: full ? (isSlow ? 3 : MIN_RUNS) : isSlow ? 1 : 3,
  };
}
