/** A run that ended with its tab: what is left of it. */
import type { TrainingJob } from '../../../storage/index.js';
import type { Session } from '../project/session.js';

/** `job` is what it was told, where it came to no checkpoint and has to begin anew; null where it can go on. */
export type InterruptedRun = { job: null; epoch: number; epochs: number } | { job: TrainingJob };

/** Null where no run of the open project was interrupted. */
export async function interruptedRun({ store, project }: Session): Promise<InterruptedRun | null> {
  const checkpoint = await store.checkpoint(project.id);
  if (checkpoint) return { job: null, epoch: checkpoint.epoch, epochs: checkpoint.job.settings.epochs };
  return project.begunRun ? { job: project.begunRun } : null;
}
