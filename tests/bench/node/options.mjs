// The command line of npm run bench.

import { parseArgs } from 'node:util';
import { Failure } from '../../../scripts/lib/failures.mjs';
import { chosen, INFERENCE_ROWS } from './runners.mjs';
import { TRAINERS, TRAINING_ROWS } from './trainers.mjs';

export const HELP = `npm run bench -- [options]

  --runners A,B    who runs (default: all but kiln-cpu-burn and tfjs-webgl; "all")
  --rows A,B       what is timed: one-thread, two-threads, gpu, loading (these by default);
                   step, step-gpu, head, head-gpu, job (with --training; they alone where no other is named)
  --rounds N       how often everybody has a turn (default 5)
  --full           20 loads, and at least 20 timed runs on a software graphics adapter too (slow)
  --gpu            use the machine's own graphics adapter instead of SwiftShader
  --json PATH      write the results there as well as to bench-results/
  --serve          only serve bench.html, for another harness to time
  --training       also time training: a step of a CNN, and a head over cached features
  --widget         time the widget in an article instead, from the press of its button to the first answer
  --pictures PATH  also count right answers: folders of JPEGs or PNGs, named by ImageNet's index (0 to 999)
  --make-tflite    make the model files of LiteRT.js and MediaPipe, once (fetches TensorFlow for Python)
  --phones         measure the page on a slowed processor instead, against its budgets
  --no-loading     leave out the way from the address to the first prediction
  --help           this text`;

/** The fewest timed runs behind a figure. */
const MIN_RUNS = 20;
/** On a software adapter each run takes seconds. */
const MIN_SLOW_RUNS = 3;

const namesOfTrainers = TRAINERS.map(({ name }) => name);

/** @param {string[]} args */
export function readOptions(args) {
  const values = parse(args);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Failure(`--rounds ${values.rounds} is not a whole number above 0`);
  }
  // A wrong name is told before anything is built.
  const rows = rowsOf(values);
  const inference = Object.entries(INFERENCE_ROWS).filter(([name]) => rows.has(name));
  const contestants = chosen(values.runners, namesOfTrainers).filter(
    // Who loads need not be timed afterwards.
    (each) => inference.some(([, stands]) => stands(each)) || (inference.length === 0 && rows.has('loading')),
  );
  const isNamed = (/** @type {{ name: string }} */ { name }) =>
    values.runners === undefined || values.runners === 'all' || values.runners.split(',').includes(name);
  return { ...values, rounds, rows, contestants, trainers: TRAINERS.filter(isNamed) };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        runners: { type: 'string' },
        rows: { type: 'string' },
        pictures: { type: 'string' },
        'make-tflite': { type: 'boolean', default: false },
        rounds: { type: 'string', default: '5' },
        full: { type: 'boolean', default: false },
        gpu: { type: 'boolean', default: false },
        json: { type: 'string' },
        widget: { type: 'boolean', default: false },
        phones: { type: 'boolean', default: false },
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

/** @param {{ rows?: string | undefined, training: boolean, loading: boolean }} values */
function rowsOf({ rows, training, loading }) {
  const known = [...Object.keys(INFERENCE_ROWS), 'loading', ...TRAINING_ROWS.map(({ name }) => name)];
  const chosenRows = rows?.split(',') ?? [
    ...Object.keys(INFERENCE_ROWS),
    ...(loading ? ['loading'] : []),
    ...(training ? TRAINING_ROWS.map(({ name }) => name) : []),
  ];
  const unknown = chosenRows.filter((row) => !known.includes(row));
  if (unknown.length > 0) throw new Failure(`There is no row ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return new Set(chosenRows);
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
