// Kills a worker in the middle of its work, as a machine that dies would.

import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../scripts/lib/failures.mjs';

/**
 * Waits for a `kiln embed` that somebody has started in `folder`, and kills who has: itself and what started it.
 * @param {string} folder
 * @param {AbortSignal} signal ends the waiting
 */
export async function killOneWorker(folder, signal) {
  while (!signal.aborted) {
    const worker = workerIn(folder);
    if (worker !== null) {
      process.kill(worker, 'SIGKILL');
      return;
    }
    await sleep(5);
  }
  throw new Failure('there was no worker to be killed');
}

/** @param {string} folder */
function workerIn(folder) {
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
      const isOurs = command[1] === 'embed' && readlinkSync(`/proc/${id}/cwd`) === folder;
      const hasBegun = existsSync(path.join(folder, 'features'));
      if (isOurs && hasBegun) return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]);
    } catch {
      // It has ended while it was looked at.
    }
  }
  return null;
}
