/** What in a picture the answer of a trained version rests on. */
import type { Explanation, MaskCheckResult, TrainedModel } from '../../generated/train/kiln.js';
import { decodePicture, type DecodedPicture } from '../../shared/worker/decode-picture.js';
import { checkMap as check } from '../../shared/worker/mask-check.js';
import { pull, type TrialOptions } from '../../shared/worker/trials.js';
import { seenBy } from '../../shared/worker/seen.js';
import type { Job } from '../../shared/bridge/call.js';
import { openBackbone, opened, store } from '../state.js';

/** Inputs at once: those of the backbone take as long as a hundred of the small networks'. */
const BATCH = { backbone: 2, pixels: 32 };

/** What in the picture speaks for each of `classes`; long for networks without a feature map. */
export function explain(versionId: string, picture: Blob, classes: number[], job: Job): Promise<Explanation[]> {
  return withModel(versionId, async (model) => {
    const wanted = Uint32Array.from(classes);
    const decoded = await decodePicture(opened(), picture);
    const { width, height } = decoded;
    const input = await inputOf(model, decoded);
    if (model.readsFeatures()) {
      const { classifier } = await openBackbone();
      const seen = model.readsActivations() ? classifier.activations(input) : classifier.featureMap(input);
      return model.explain(await seen, width, height, wanted);
    }
    if (!model.needsOcclusion()) return model.explain(input, width, height, wanted);
    const occlusion = new (opened().Occlusion)(model, input, width, height);
    try {
      await pull(occlusion, optionsOf(model, job));
      return occlusion.explain(wanted);
    } finally {
      occlusion.free();
    }
  });
}

/** Whether the answer rests on what the map says. */
export function checkMap(versionId: string, picture: Blob, map: Explanation, job: Job): Promise<MaskCheckResult> {
  return withModel(versionId, async (model) => {
    const input = await inputOf(model, await decodePicture(opened(), picture));
    return check(opened(), input, model.inputSide(), map, optionsOf(model, job));
  });
}

/** A model of its own: the one that answers may be exchanged while this is at work. */
async function withModel<T>(versionId: string, work: (model: TrainedModel) => Promise<T>): Promise<T> {
  const file = await store.modelFile(versionId);
  const model = await opened().TrainedModel.load(new Uint8Array(await file.arrayBuffer()));
  try {
    return await work(model);
  } finally {
    model.free();
  }
}

/** The pixels that the first network reads: the backbone's, for a head over its features. */
async function inputOf(model: TrainedModel, { rgba, width, height }: DecodedPicture): Promise<Float32Array> {
  const reader = model.readsFeatures() ? (await openBackbone()).classifier : model;
  return reader.preprocess(rgba, width, height);
}

function optionsOf(model: TrainedModel, job: Job): TrialOptions {
  const ask = async (inputs: Float32Array): Promise<Float32Array> => {
    if (!model.readsFeatures()) return model.logits(inputs);
    const { classifier } = await openBackbone();
    return model.logits(await seenBy(classifier, model, inputs));
  };
  return { ask, batch: model.readsFeatures() ? BATCH.backbone : BATCH.pixels, job };
}
