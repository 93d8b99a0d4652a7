/** A version becomes the files of an article, and is checked against what it was. */
import type { ModelVersion } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { indexOfLargest } from '../../shared/largest.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import type { Publication, PublishRequest } from '../service.js';
import { store } from '../state.js';
import { makePage } from './page.js';
import type { PublishedModel } from './published-model.js';
import { withPublished } from './published-version.js';
import { makeSite } from './site.js';
import { fetchWidgetFiles } from './widget-files.js';

/** Pictures that are asked about again: enough to see a difference of a few percent. */
const MAX_CHECKED = 200;

/** Makes the files of an article from a version. */
export async function publish(request: PublishRequest, job: Job): Promise<Publication> {
  const version = await store.version(request.versionId);
  const files = await fetchWidgetFiles();
  return withPublished(version.id, async ({ model, samplesOf }) => {
    const known = new Set((await store.pictures(version.projectId)).map(({ id }) => id));
    const agreement = await check(version, known, model, job);
    const samples = await samplesOf(request);
    const made =
      request.form === 'site'
        ? await makeSite(request, files, model, samples)
        : { file: await makePage(request, files, model, samples), code: null };
    const sizes = { modelBytes: model.model.length, backboneBytes: model.backbone?.length ?? 0 };
    return { ...made, ...sizes, agreement, modelSha256: model.sha256 };
  });
}

/** Counts the validation pictures that get the prediction that they got before the model was made smaller. */
async function check(
  version: ModelVersion,
  known: ReadonlySet<string>,
  model: PublishedModel,
  { signal, onProgress }: Job,
): Promise<Publication['agreement']> {
  const checked = chosen(version.predictions.filter(({ pictureId }) => known.has(pictureId)));
  let same = 0;
  let numUnknown = 0;
  for (const [index, { pictureId, probabilities }] of checked.entries()) {
    const { picture } = await store.pictureFiles(pictureId);
    const before = indexOfLargest(probabilities);
    const { index: after, isUnknown } = await model.predict(picture);
    if (after === before) same += 1;
    // They are of its classes, every one of them.
    if (isUnknown) numUnknown += 1;
    onProgress(index + 1, checked.length);
    await checkIn(signal);
  }
  return { same, total: checked.length, numUnknown };
}

/** Chooses pictures of each class in turn: they come in the order in which they were added, class by class. */
function chosen(predictions: ModelVersion['predictions']): ModelVersion['predictions'] {
  const ranks = new Map<number, number>();
  const ranked = predictions.map((prediction) => {
    const rank = ranks.get(prediction.truth) ?? 0;
    ranks.set(prediction.truth, rank + 1);
    return { prediction, rank };
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_CHECKED)
    .map(({ prediction }) => prediction);
}
