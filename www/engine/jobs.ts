/** Long calls that can be given up: the worker hears of it by the job's name. */
import { proxy } from 'comlink';

export type Count = (done: number, total: number) => void;

export interface LongCall {
  signal?: AbortSignal;
  onProgress?: Count;
}

/**
 * Calls `ask` with a name for the job and a callback for its progress. When the signal is aborted, `cancel`
 * is called with that name, and the promise rejects with the signal's reason at once.
 */
export async function longCall<T>(
  { signal, onProgress = () => undefined }: LongCall,
  ask: (job: string, report: Count) => Promise<T>,
  cancel: (job: string) => Promise<unknown>,
): Promise<T> {
  signal?.throwIfAborted();
  const job = crypto.randomUUID();
  // A report that was under way when the work ended is of no interest.
  let isOver = false;
  const report = proxy((done: number, total: number) => {
    if (!isOver && !signal?.aborted) onProgress(done, total);
  });
  let giveUp = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => {
      reject(signal?.reason as Error);
      // A worker that has ended meanwhile needs no telling.
      cancel(job).catch(() => undefined);
    };
  });
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    const working = ask(job, report);
    working.catch(() => undefined);
    return await Promise.race([working, aborted]);
  } finally {
    isOver = true;
    signal?.removeEventListener('abort', giveUp);
  }
}
