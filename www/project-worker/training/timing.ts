/** How long models take to answer on this device. */
import type { TrainedModel } from '../../generated/train/kiln.js';
import { seenBy } from '../../shared/worker/seen.js';
import type { Job } from '../../shared/bridge/call.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import { alone } from '../command.js';
import { openBackbone, opened, store } from '../state.js';

/** Values of what the backbone reads, and of what the networks over pixels read. */
const BACKBONE_INPUT = 3 * 224 * 224;
const PIXELS_INPUT = 3 * 32 * 32;
/** The first is not counted: memory is taken then. */
const ROUNDS = 8;

/** The median milliseconds of one answer of each, from the prepared picture to the scores. */
export async function timeAnswers(models: readonly TrainedModel[], signal: AbortSignal): Promise<number[]> {
  const times = models.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    // In turns, so that whatever else the machine does slows all of them down.
    for (const [index, model] of models.entries()) {
      const startedAt = performance.now();
      await answer(model);
      if (round > 0) times[index]?.push(performance.now() - startedAt);
    }
    await checkIn(signal);
  }
  return times.map(median);
}

export function timeVersions(versionIds: readonly string[], { signal }: Job): Promise<number[]> {
  return alone(async () => {
    const models: TrainedModel[] = [];
    try {
      for (const id of versionIds) {
        const file = await store.modelFile(id);
        models.push(await opened().TrainedModel.load(new Uint8Array(await file.arrayBuffer())));
      }
      return await timeAnswers(models, signal);
    } finally {
      for (const model of models) model.free();
    }
  });
}

async function answer(model: TrainedModel): Promise<void> {
  if (!model.readsFeatures()) return void (await model.logits(madeUp(PIXELS_INPUT)));
  const { classifier } = await openBackbone();
  await model.logits(await seenBy(classifier, model, madeUp(BACKBONE_INPUT)));
}

/** Anything between −1 and 1 that is not the same everywhere. */
function madeUp(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(index));
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
