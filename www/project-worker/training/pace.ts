/** A run in slices of about the same time, whatever its network and its device are. */
import type { TrainingRun } from '../../generated/train/kiln.js';
import type { StepReport } from '../../types/core.js';

/** Each call into the core takes about this long, so that commands are heard and progress is seen. */
const SLICE_MS = 100;
const MOST_STEPS = 200;

export class Pace {
  #numSteps = 1;

  /** The next slice of the run. */
  async step(run: TrainingRun): Promise<StepReport> {
    const startedAt = performance.now();
    const report = await run.step(this.#numSteps);
    const sliceMs = Math.max(performance.now() - startedAt, 1);
    this.#numSteps = Math.max(1, Math.min(MOST_STEPS, Math.round((this.#numSteps * SLICE_MS) / sliceMs)));
    return report;
  }
}
