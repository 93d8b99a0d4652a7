/** Maps of what in a picture the prediction of a trained version rests on. */
import type { Model } from '../../generated/train/kiln.js';
import type { Job } from '../../shared/bridge/call.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { checkMap as check } from '../../shared/worker/mask-check.js';
import { pull, TRIAL_BATCH, type TrialOptions } from '../../shared/worker/trials.js';
import type { Explanation, MaskCheckResult } from '../../types/core.js';
import { opened } from '../state.js';
import { loadVersion } from './models.js';

/** Maps of what in the picture speaks for each of `classes`; they take long for networks without a feature map. */
export function explain(versionId: string, picture: Blob, classes: number[], job: Job): Promise<Explanation[]> {
  return withModel(versionId, async (model) => {
    const wanted = Uint32Array.from(classes);
    const { rgba, width, height } = await decodePicture(opened(), picture);
    if (!model.needsOcclusion()) return model.explain(rgba, width, height, wanted);
    const occlusion = new (opened().Occlusion)(model, rgba, width, height);
    try {
      await pull(occlusion, optionsOf(model, job));
      return occlusion.explain(wanted);
    } finally {
      occlusion.free();
    }
  });
}

/** Whether the prediction rests on what the map says. */
export function checkMap(versionId: string, picture: Blob, map: Explanation, job: Job): Promise<MaskCheckResult> {
  return withModel(versionId, async (model) =>
    check(opened(), model, await decodePicture(opened(), picture), map, optionsOf(model, job)),
  );
}

/** A model of its own: the one that predicts may be exchanged while this is at work. */
async function withModel<T>(versionId: string, work: (model: Model) => Promise<T>): Promise<T> {
  const model = await loadVersion(versionId);
  try {
    return await work(model);
  } finally {
    model.free();
  }
}

function optionsOf(model: Model, job: Job): TrialOptions {
  return { batch: model.rowLayer() ? TRIAL_BATCH.backbone : TRIAL_BATCH.pixels, job };
}
