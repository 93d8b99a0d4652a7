/** Long work of an explanation, asked about in small batches: it reports, lets messages in, and can end. */
import type { Job } from '../bridge/call.js';
import { checkIn } from './let-messages-in.js';

/** Inputs with parts hidden, as the core hands them out. */
interface Trials {
  /** Empty at the end. */
  nextInputs(max: number): Float32Array;
  record(logits: Float32Array, classCount: number): void;
  done(): number;
  total(): number;
}

export interface TrialOptions {
  /** Inputs to logits, both one after the other. */
  ask: (inputs: Float32Array) => Promise<Float32Array>;
  /** Inputs at once: few where one takes long, for nothing is heard meanwhile. */
  batch: number;
  job: Job;
}

/** Ends with `cancelled` between two batches. */
export async function pull(trials: Trials, { ask, batch, job: { signal, onProgress } }: TrialOptions): Promise<void> {
  for (;;) {
    onProgress(trials.done(), trials.total());
    const count = Math.min(batch, trials.total() - trials.done());
    const inputs = trials.nextInputs(batch);
    if (inputs.length === 0) return;
    const logits = await ask(inputs);
    trials.record(logits, logits.length / count);
    await checkIn(signal);
  }
}
