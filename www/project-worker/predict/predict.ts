/** Answers of trained versions. */
import type { TrainedModel } from '../../generated/train/kiln.js';
import { checkedUnknown } from '../../storage/checked.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import type { TrainedAnswer } from '../service.js';
import { see } from '../features/row.js';
import { opened, store } from '../state.js';

/** The last one asked is kept loaded. */
let loaded: { versionId: string; model: TrainedModel; threshold: number | null } | null = null;

export async function classify(versionId: string, picture: Blob): Promise<TrainedAnswer> {
  const { model, threshold } = await load(versionId);
  const startedAt = performance.now();
  const answer = await model.answer(await inputOf(model, picture));
  const energy = answer[answer.length - 1] ?? 0;
  return {
    probabilities: Array.from(answer.subarray(0, -1)),
    isUnknown: threshold !== null && energy < threshold,
    elapsedMs: performance.now() - startedAt,
  };
}

async function load(versionId: string) {
  if (loaded?.versionId === versionId) return loaded;
  const file = await store.modelFile(versionId);
  const model = await opened().TrainedModel.load(new Uint8Array(await file.arrayBuffer()));
  loaded?.model.free();
  loaded = { versionId, model, threshold: checkedUnknown(model.card().unknown)?.threshold ?? null };
  return loaded;
}

async function inputOf(model: TrainedModel, picture: Blob): Promise<Float32Array> {
  if (model.readsFeatures()) return see(picture, model.readsActivations() ? 'activations' : 'features');
  const { rgba, width, height } = await decodePicture(opened(), picture);
  return model.preprocess(rgba, width, height);
}
