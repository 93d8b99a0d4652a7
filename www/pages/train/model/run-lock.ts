/** One run of a project at a time, whichever tab it is in: the browser's locks know, and outlive no tab. */
import { tell } from '../../../engine/index.js';
import { cancelled } from '../../../shared/errors.js';

const lockOf = (projectId: string) => `kiln.run.${projectId}`;

/** Only secure pages have locks. Elsewhere two tabs may train at once, and each gets its version. */
const locks = (navigator as Partial<Navigator>).locks;

/** Calls `run`, unless another tab trains the project; says whether. */
export async function runAlone(projectId: string, run: () => Promise<void>): Promise<boolean> {
  if (!locks) {
    await run();
    return true;
  }
  return locks.request(lockOf(projectId), { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    tell(projectId, 'run');
    await run();
    return true;
  });
}

export async function isRunning(projectId: string): Promise<boolean> {
  const { held = [] } = (await locks?.query()) ?? {};
  return held.some(({ name, mode }) => name === lockOf(projectId) && mode === 'exclusive');
}

/** Waits for the end of a run, also where its tab is closed. Rejects with `cancelled` at the signal. */
export async function untilEnded(projectId: string, signal: AbortSignal): Promise<void> {
  try {
    await locks?.request(lockOf(projectId), { mode: 'shared', signal }, () => undefined);
  } catch (thrown) {
    throw signal.aborted ? cancelled() : thrown;
  }
}
