/** A version becomes the files of an article, and is checked against what it was. */
import type { ModelVersion } from '../../../storage/index.js';
import type { Count, Publication, PublishRequest } from '../../training-service.js';
import { store } from '../state.js';
import { makePage } from './page.js';
import { PublishedModel } from './published-model.js';
import { makeSample, type Sample } from './samples.js';
import { makeSite } from './site.js';
import { fetchWidgetFiles } from './widget-files.js';

/** Pictures that are asked about again: enough to see a difference of a few percent. */
const MAX_CHECKED = 200;

export async function publish(request: PublishRequest, report: Count): Promise<Publication> {
  const version = await store.version(request.versionId);
  const files = await fetchWidgetFiles();
  const model = await PublishedModel.make(version);
  try {
    const agreement = await check(version, model, report);
    const samples: Sample[] = [];
    for (const id of request.samplePictureIds) samples.push(await makeSample(id, model));
    const made =
      request.form === 'site'
        ? await makeSite(request, files, model, samples)
        : { file: await makePage(request, files, model, samples), snippet: null };
    const sizes = { modelBytes: model.model.length, backboneBytes: model.backbone?.length ?? 0 };
    return { ...made, ...sizes, agreement, modelSha256: model.sha256 };
  } finally {
    model.free();
  }
}

/** How many validation pictures get the answer that they got before the model was made smaller. */
async function check(version: ModelVersion, model: PublishedModel, report: Count): Promise<Publication['agreement']> {
  const known = new Set((await store.pictures(version.projectId)).map(({ id }) => id));
  const checked = version.predictions.filter(({ pictureId }) => known.has(pictureId)).slice(0, MAX_CHECKED);
  let same = 0;
  for (const [index, { pictureId, probabilities }] of checked.entries()) {
    const { picture } = await store.pictureFiles(pictureId);
    const before = probabilities.indexOf(Math.max(...probabilities));
    if ((await model.answer(picture)).index === before) same += 1;
    report(index + 1, checked.length);
  }
  return { same, total: checked.length };
}
