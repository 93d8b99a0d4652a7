/** What `window.__bench` offers to whoever times this page, and how it times itself. */

import { HEAD, NUM_BATCHES, type TrainingRunner } from './training.js';

export interface BenchInfo {
  device: 'cpu' | 'webgpu' | 'webgl';
  /** The graphics adapter, where there is one and the browser tells. */
  adapter: { name: string; isSoftware: boolean } | null;
  threads: number;
  /** What the module was compiled to use beyond the first WebAssembly, such as `simd128`. */
  wasmFeatures: string[];
  /** Size of the wasm memory now; null where a runtime does not show it. */
  wasmBytes: number | null;
}

export interface Bench {
  /** Milliseconds of each of `count` forward passes, batch 1, to 1000 logits on the CPU. */
  infer(count: number): Promise<number[]>;
  /** The same up to the 1280 pooled features, where the peer's network is ours to take apart. */
  embed?(count: number): Promise<number[]>;
  /** The 1000 logits of a normalised picture, `[3, 224, 224]`. */
  check(input: Float32Array): Promise<Float32Array>;
  /** Milliseconds of each of `count` training steps of the CNN, its loss on the CPU. */
  train?(count: number): Promise<number[]>;
  /** Milliseconds a step inside ten steps without reading anything back, `count` times. */
  fit?(count: number): Promise<number[]>;
  /** Milliseconds of each of `count` epochs of the head. */
  epoch?(count: number): Promise<number[]>;
  /** Milliseconds of each of `count` whole jobs: a fresh head and its fifty epochs. */
  transfer?(count: number): Promise<number[]>;
  /** Milliseconds of the same job from the pictures on: the features of each of them, then the head. */
  wholeTransfer?(count: number): Promise<number[]>;
  /** Of the last {@link Bench.train}. */
  readonly losses: readonly number[];
  readonly info: BenchInfo;
}

/** One way of running the network. Pictures go in and numbers come out on the CPU. */
export interface Runner<Input = Float32Array> {
  /** Puts `[3, 224, 224]` in the form and the order this runtime takes. Not timed. */
  prepare(input: Float32Array): Input;
  logits(input: Input): Promise<Float32Array>;
  features?(input: Input): Promise<Float32Array>;
  /** Opened when it is first wanted: who times inference has nothing to do with it. */
  training?(): Promise<TrainingRunner>;
  info(): BenchInfo;
}

export const INPUT_SIDE = 224;
const INPUT_LENGTH = 3 * INPUT_SIDE * INPUT_SIDE;

/** For runtimes that take `[3, 224, 224]` as it is. */
export const asItIs = (input: Float32Array): Float32Array => input;

export function benchOf<Input>(runner: Runner<Input>): Bench {
  const input = runner.prepare(fixedInput());
  const features = runner.features?.bind(runner);
  return {
    infer: (count) => timed(count, () => runner.logits(input)),
    ...(features && { embed: (count: number) => timed(count, () => features(input)) }),
    async check(picture) {
      if (picture.length !== INPUT_LENGTH) {
        throw new RangeError(`A picture has ${INPUT_LENGTH} values, not ${picture.length}`);
      }
      return runner.logits(runner.prepare(picture));
    },
    ...trainingBench(runner, input),
    get info() {
      return runner.info();
    },
  };
}

type TrainingJobs = Pick<Bench, 'train' | 'fit' | 'epoch' | 'transfer' | 'wholeTransfer' | 'losses'>;

function trainingBench<Input>(runner: Runner<Input>, picture: Input): TrainingJobs {
  const losses: number[] = [];
  if (!runner.training) return { losses };
  const open = runner.training.bind(runner);
  let opened: Promise<TrainingRunner> | null = null;
  const training = () => (opened ??= open());
  const learnHead = async (trainer: TrainingRunner) => {
    await trainer.startHead();
    for (let epoch = 0; epoch < HEAD.epochs; epoch += 1) await trainer.headEpoch();
  };
  const features = runner.features?.bind(runner);
  return {
    losses,
    async train(count) {
      const trainer = await training();
      losses.length = 0;
      return timed(count, async () => losses.push(await trainer.step()));
    },
    async fit(count) {
      const trainer = await training();
      const elapsedMs = await timed(count, () => trainer.steps(NUM_BATCHES));
      return elapsedMs.map((ms) => ms / NUM_BATCHES);
    },
    async epoch(count) {
      const trainer = await training();
      await trainer.startHead();
      return timed(count, () => trainer.headEpoch());
    },
    async transfer(count) {
      const trainer = await training();
      return timed(count, () => learnHead(trainer));
    },
    ...(features && {
      async wholeTransfer(count: number) {
        const trainer = await training();
        return timed(count, async () => {
          for (let row = 0; row < HEAD.numRows; row += 1) await features(picture);
          await learnHead(trainer);
        });
      },
    }),
  };
}

async function timed(count: number, run: () => Promise<unknown>): Promise<number[]> {
  const elapsedMs: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    await run();
    elapsedMs.push(performance.now() - start);
  }
  return elapsedMs;
}

/**
 * Numbers in the range of a normalised picture, the same on each page and each time.
 * The time does not depend on them: no layer looks for zeros.
 */
function fixedInput(): Float32Array {
  let state = 1;
  return Float32Array.from({ length: INPUT_LENGTH }, () => {
    // Numerical Recipes' linear congruential generator, modulo 2³².
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  });
}
