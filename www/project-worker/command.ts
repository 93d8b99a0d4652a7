/** What the page has asked of the run that is under way. Long work asks here between two steps. */
import { CodedError } from '../shared/coded-error.js';
import { letMessagesIn } from '../shared/worker/let-messages-in.js';
import type { RunCommand } from './service.js';

let command: RunCommand = 'run';
/** Of everybody who waits while the run is paused. */
const waiting = new Set<() => void>();
let isRunning = false;

export function give(next: RunCommand): void {
  command = next;
  for (const wake of waiting) wake();
  waiting.clear();
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
  }
}

/** Lets waiting messages in, and waits while the run is paused. */
export async function heard(): Promise<RunCommand> {
  await letMessagesIn();
  while (command === 'pause') {
    await new Promise<void>((resolve) => waiting.add(resolve));
  }
  return command;
}

export function cancelled(): CodedError {
  return new CodedError('training.cancelled', 'the run was cancelled');
}
