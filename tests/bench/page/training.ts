/** The two jobs of training that are timed, on fixed made-up data: how long they take does not depend on it. */

/** A convolutional network from scratch, and a head over cached features. All numbers end up on the CPU. */
export interface TrainingRunner {
  /** One step of the CNN on a batch that comes from the CPU; its loss. */
  step(): Promise<number>;
  /** Steps of the CNN of which only the last one's loss is read back. */
  steps(count: number): Promise<void>;
  /** A fresh head. */
  startHead(): Promise<void>;
  headEpoch(): Promise<void>;
}

/** conv 32 – pool – conv 64 – pool – dense 64 – dense 10, *same* padding, ReLU: 282,250 parameters. */
export const CNN = { side: 32, numClasses: 10, batchSize: 32, learningRate: 3e-4 };
/** Three classes of fifty pictures. */
export const HEAD = { numFeatures: 1280, numRows: 150, numClasses: 3, hidden: 100, batchSize: 16, epochs: 50 };
/** Batches of the CNN that differ. */
export const NUM_BATCHES = 10;

/** Whole numbers below `limit`, the same on each page and each time. */
export function fixedNumbers(count: number, limit: number): number[] {
  let state = 1;
  return Array.from({ length: count }, () => {
    // Numerical Recipes' linear congruential generator, modulo 2³².
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  });
}
