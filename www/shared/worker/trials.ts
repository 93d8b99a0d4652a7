/** Long work of an explanation, asked about in small batches: it reports, lets messages in, and can end. */
import { CodedError } from '../coded-error.js';
import { letMessagesIn } from './let-messages-in.js';

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
  /** The job's name, for {@link cancelJob}. */
  job: string;
  report: (done: number, total: number) => void;
}

/** Jobs that were cancelled while they ran, or before they began. */
const cancelled = new Set<string>();

/** The job ends with `explanation.cancelled` before its next batch. */
export function cancelJob(job: string): void {
  cancelled.add(job);
}

export async function pull(trials: Trials, { ask, batch, job, report }: TrialOptions): Promise<void> {
  try {
    for (;;) {
      report(trials.done(), trials.total());
      const count = Math.min(batch, trials.total() - trials.done());
      const inputs = trials.nextInputs(batch);
      if (inputs.length === 0) return;
      const logits = await ask(inputs);
      trials.record(logits, logits.length / count);
      await letMessagesIn();
      if (cancelled.has(job)) throw new CodedError('explanation.cancelled', 'the explanation was cancelled');
    }
  } finally {
    cancelled.delete(job);
  }
}
