/** The time that models take for a prediction on this device. */
import type { Model } from '../../generated/train/kiln.js';
import type { Job } from '../../shared/bridge/call.js';
import { median } from '../../shared/median.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import { madeUpInput } from '../../shared/worker/made-up-input.js';
import { alone } from '../command.js';
import { loadVersion } from '../predict/models.js';

/** The first is not counted: memory is taken then. */
const ROUNDS = 8;

/** The median milliseconds of one prediction of each, from the prepared picture to the logits. */
export async function timePredictions(models: readonly Model[], signal: AbortSignal): Promise<number[]> {
  const times = models.map((): number[] => []);
  const inputs = models.map((model) => madeUpInput(model.inputSide()));
  for (let round = 0; round < ROUNDS; round += 1) {
    // In turns, so that whatever else the machine does slows all of them down.
    for (const [index, model] of models.entries()) {
      const startedAt = performance.now();
      await model.logits(inputs[index] ?? new Float32Array());
      if (round > 0) times[index]?.push(performance.now() - startedAt);
    }
    await checkIn(signal);
  }
  return times.map(median);
}

export function timeVersions(versionIds: readonly string[], { signal }: Job): Promise<number[]> {
  return alone(async () => {
    const models: Model[] = [];
    try {
      for (const id of versionIds) models.push(await loadVersion(id));
      return await timePredictions(models, signal);
    } finally {
      for (const model of models) model.free();
    }
  });
}
