/** A smaller copy of a version, asked about the same pictures as the version. */
import type { Model } from '../../generated/train/kiln.js';
import type { ModelVersion } from '../../storage/index.js';
import type { Precision } from '../../types/core.js';
import type { Job } from '../../shared/bridge/call.js';
import { CodedError } from '../../shared/errors.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import type { Checked, Compression } from '../service.js';
import { versionWithFile } from '../archive/version-with-file.js';
import { alone } from '../command.js';
import { featuresOf } from '../features/features.js';
import { opened, store } from '../state.js';
import { loadModel } from '../predict/models.js';
import { timePredictions } from '../training/timing.js';
import { newId } from '../../shared/ids.js';

export function compress(versionId: string, precision: Precision, job: Job): Promise<Compression> {
  return alone(async () => make(await store.version(versionId), precision, job));
}

async function make(version: ModelVersion, precision: Precision, job: Job): Promise<Compression> {
  const runtime = opened();
  const original = await bytesOf(await store.modelFile(version.id));
  const draft = runtime.compress(original, precision, null);
  const models: Model[] = [];
  try {
    for (const bytes of [original, draft]) models.push(await loadModel(bytes, version.architecture));
    const [before, after] = models as [Model, Model];
    const checked = await check(version, before, after, job);
    const [msBefore = 0, msAfter = 0] = await timePredictions(models, job.signal);
    // The same weights once more, now with the figures that were just measured.
    const file = runtime.compress(original, precision, checked?.evaluation ?? null);
    return {
      precision,
      file: new Blob([file as Uint8Array<ArrayBuffer>]),
      bytesBefore: original.length,
      bytesAfter: file.length,
      checked,
      msBefore,
      msAfter,
    };
  } finally {
    for (const model of models) model.free();
  }
}

/** Both models on the pictures that the version was evaluated on. Null where none of them is left. */
async function check(
  version: ModelVersion,
  before: Model,
  after: Model,
  { signal, onProgress }: Job,
): Promise<Checked | null> {
  const known = new Map((await store.pictures(version.projectId)).map((picture) => [picture.id, picture]));
  const asked = version.predictions.flatMap(({ pictureId, truth }) => {
    const picture = known.get(pictureId);
    return picture ? [{ picture, label: truth }] : [];
  });
  if (asked.length === 0) return null;
  const comparison = new (opened().CompressionCheck)(before, after);
  try {
    let numDone = 0;
    const labelOf = () => asked[numDone]?.label ?? 0;
    const goOn = async (): Promise<void> => {
      numDone += 1;
      onProgress(numDone, asked.length);
      await checkIn(signal);
    };
    const pictures = asked.map(({ picture }) => picture);
    // A smaller copy reads what the original reads.
    const layer = before.rowLayer();
    if (layer) {
      for await (const row of featuresOf(pictures, signal, layer)) {
        await comparison.addRow(row, labelOf());
        await goOn();
      }
    } else {
      for (const { id } of pictures) {
        const { rgba, width, height } = await decodePicture(opened(), (await store.pictureFiles(id)).picture);
        await comparison.addPicture(rgba, width, height, labelOf());
        await goOn();
      }
    }
    const { change, evaluation, probabilities } = comparison.finish();
    const predictions = asked.map(({ picture, label }, index) => ({
      pictureId: picture.id,
      truth: label,
      probabilities: probabilities[index] ?? [],
    }));
    return { change, pictureIds: asked.map(({ picture }) => picture.id), predictions, evaluation };
  } finally {
    comparison.free();
  }
}

/**
 * A version of its own: evaluated by what was measured, and with the original's threshold for "none of these". One that
 * is there already is refused.
 */
export async function keepCompressed(versionId: string, made: Compression): Promise<ModelVersion> {
  const original = await store.version(versionId);
  const versions = await store.versions(original.projectId);
  const { precision, checked, file } = made;
  const known = await versionWithFile(original.projectId, file);
  if (known) throw new CodedError('model-version.known', 'a version has this file', { number: known.number });
  const version: ModelVersion = {
    ...original,
    id: newId(),
    number: (versions[0]?.number ?? 0) + 1,
    createdAt: Date.now(),
    precision,
    evaluation: checked?.evaluation ?? original.evaluation,
    predictions: checked?.predictions ?? [],
    // It has not been asked about the pictures that were set aside.
    test: null,
  };
  await store.addVersion(version, file);
  return version;
}

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}
