/** The project worker, seen from the page. */
import type { Remote } from '../shared/bridge/call.js';
import { Connection } from '../shared/bridge/connection.js';
import type { ProjectService } from '../project-worker/project-worker.js';
import { tabName } from '../storage/index.js';
import { onDemand } from './on-demand.js';

/** Every method of the worker; each call rejects with a `CodedError`. Pictures and checkpoints outlive a crash. */
export type ProjectWorker = Remote<ProjectService>;

export function createProjectWorker(): ProjectWorker {
  return onDemand(start, ['command']);
}

async function start(): Promise<Connection<ProjectService>> {
  const worker = new Worker(new URL('../project-worker/project-worker.ts', import.meta.url), {
    type: 'module',
    name: tabName(),
  });
  const connection = new Connection<ProjectService>(worker);
  try {
    await connection.calls.open();
  } catch (error) {
    connection.terminate();
    throw error;
  }
  return connection;
}
