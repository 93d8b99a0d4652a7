/** Starts the threads of a module, and gives up on threads that do not start. */

/** Threads that take longer than this to start will not: a second on a slow phone is usual. */
const LONGEST_START_MS = 15_000;

const heldForGood: Worker[] = [];

/**
 * Calls `start`, which makes workers and waits for all of them, and keeps these workers alive: Firefox collects workers
 * that share a module's memory and are not held by anybody (bugzilla.mozilla.org/show_bug.cgi?id=1702191), also while
 * they start, and whoever waits for them would wait for ever.
 *
 * @throws when they have not started in time; they are ended then.
 */
export async function startThreads(start: () => Promise<unknown>): Promise<void> {
  const held: Worker[] = [];
  const NativeWorker = self.Worker;
  self.Worker = class extends NativeWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      held.push(this);
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the threads did not start')), LONGEST_START_MS);
  });
  try {
    await Promise.race([start(), tooLate]);
    heldForGood.push(...held);
  } catch (error) {
    for (const worker of held) worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    self.Worker = NativeWorker;
  }
}
