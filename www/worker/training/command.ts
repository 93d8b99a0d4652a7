/** What the page has asked of the run that is under way. Long work asks here between two steps. */
import { CodedError } from '../coded-error.js';
import type { RunCommand } from '../training-service.js';

let command: RunCommand = 'run';
let wake: () => void = () => undefined;
let isRunning = false;

export function give(next: RunCommand): void {
  command = next;
  wake();
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

/** Lets waiting messages in. */
export function listen(): Promise<void> {
  return new Promise<void>((resolve) => {
    // A message, not a timer: browsers slow timers down in hidden tabs.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Lets waiting messages in, and waits while the run is paused. */
export async function heard(): Promise<RunCommand> {
  await listen();
  while (command === 'pause') {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  return command;
}

export function cancelled(): CodedError {
  return new CodedError('training.cancelled', 'the run was cancelled');
}
