/** Long work of an explanation, done in small batches: it reports, lets messages in, and can end. */
import type { Job } from '../bridge/call.js';
import { checkIn } from './let-messages-in.js';

/** Inputs with parts hidden, which the core puts through its model. */
interface Trials {
  /** Whether there are more. */
  step(max: number): Promise<boolean>;
  done(): number;
  total(): number;
}

export interface TrialOptions {
  /** Inputs at once: few where one takes long, for nothing is heard meanwhile. */
  batch: number;
  job: Job;
  /** Lets other work have its turn between two batches. */
  inTurn?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Inputs at once: those of the backbone take as long as a hundred of the small networks'. */
export const TRIAL_BATCH = { backbone: 2, pixels: 32 };

/** Ends with `cancelled` between two batches. */
export async function pull(trials: Trials, { batch, job, inTurn = (work) => work() }: TrialOptions): Promise<void> {
  for (let hasMore = true; hasMore; ) {
    job.onProgress(trials.done(), trials.total());
    hasMore = await inTurn(() => trials.step(batch));
    await checkIn(job.signal);
  }
  job.onProgress(trials.done(), trials.total());
}
