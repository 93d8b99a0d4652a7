/** Predictions of trained versions. */
import type { Model } from '../../generated/train/kiln.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import type { TimedPrediction } from '../../shared/worker/timed-prediction.js';
import { opened } from '../state.js';
import { loadVersion } from './models.js';

/** The last one asked is kept loaded. */
let loaded: { versionId: string; model: Model } | null = null;

export async function classify(versionId: string, picture: Blob): Promise<TimedPrediction> {
  await load(versionId);
  const startedAt = performance.now();
  const { rgba, width, height } = await decodePicture(opened(), picture);
  // Asked for again: another version may have taken its place meanwhile, and then this model is gone.
  const model = await load(versionId);
  const { probabilities, isUnknown } = await model.predict(rgba, width, height);
  return { probabilities, isUnknown, elapsedMs: performance.now() - startedAt };
}

async function load(versionId: string): Promise<Model> {
  if (loaded?.versionId === versionId) return loaded.model;
  const model = await loadVersion(versionId);
  loaded?.model.free();
  loaded = { versionId, model };
  return model;
}
