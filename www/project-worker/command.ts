/**
 * Work that has the training worker to itself, and the commands of a run. Pausing, going on and ending early with what
 * has been learnt are said to a run; giving work up is not among them, for that is the same for every long call: the
 * signal of its job.
 */
import { cancelled, CodedError } from '../shared/errors.js';
import { letMessagesIn } from '../shared/worker/let-messages-in.js';
import type { RunCommand } from './service.js';

let command: RunCommand = 'run';
/** Wake those that wait while the run is paused. */
const waiting = new Set<() => void>();
let isRunning = false;

/** Tells the run that is under way how to go on. */
export function give(next: RunCommand): void {
  command = next;
  for (const wake of waiting) wake();
}

/** One at a time: two runs would slow each other down and overwrite each other's checkpoint. */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (isRunning) throw new CodedError('training.busy', 'a run is under way');
  isRunning = true;
  command = 'run';
  try {
    return await work();
  } finally {
    isRunning = false;
    // What was said to this run is not meant for what comes after it.
    command = 'run';
  }
}

/** Lets waiting messages in, and waits while a run is paused. Ends the work with `cancelled` once it is given up. */
export async function heard(signal: AbortSignal): Promise<'run' | 'keep'> {
  await letMessagesIn();
  for (;;) {
    signal.throwIfAborted();
    if (command !== 'pause') return command;
    await changed(signal);
  }
}

/** The same for work that comes before the first step of a run: there is nothing yet to keep. */
export async function heardOrEnd(signal: AbortSignal): Promise<void> {
  if ((await heard(signal)) === 'keep') throw cancelled();
}

/** Resolves at the next command, or when the work is given up. */
function changed(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    waiting.add(wake);
    signal.addEventListener('abort', wake);
  });
}
