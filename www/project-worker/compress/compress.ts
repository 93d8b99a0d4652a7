/** A smaller copy of a version, asked about the same pictures as the version. */
import type { TrainedModel } from '../../generated/train/kiln.js';
import type { ModelVersion, PictureRecord, Precision } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import type { Checked, Compression } from '../service.js';
import { alone } from '../command.js';
import { featuresOf } from '../features/features.js';
import { opened, store } from '../state.js';
import { timeAnswers } from '../training/timing.js';
import { evaluationOf } from '../training/version.js';

export function compress(versionId: string, precision: Precision, job: Job): Promise<Compression> {
  return alone(async () => make(await store.version(versionId), precision, job));
}

async function make(version: ModelVersion, precision: Precision, job: Job): Promise<Compression> {
  const runtime = opened();
  const original = await bytesOf(await store.modelFile(version.id));
  const draft = runtime.compress(original, precision, null);
  const models: TrainedModel[] = [];
  try {
    for (const bytes of [original, draft]) models.push(await runtime.TrainedModel.load(bytes));
    const checked = await check(version, models, job);
    const [msBefore = 0, msAfter = 0] = await timeAnswers(models, job.signal);
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

/** Both models on the pictures that the version was judged by. Null where none of them is left. */
async function check(
  version: ModelVersion,
  models: readonly TrainedModel[],
  { signal, onProgress }: Job,
): Promise<Checked | null> {
  const known = new Map((await store.pictures(version.projectId)).map((picture) => [picture.id, picture]));
  const asked = version.predictions.flatMap(({ pictureId, truth }) => {
    const picture = known.get(pictureId);
    return picture ? [{ picture, truth }] : [];
  });
  const [model] = models;
  if (!model || asked.length === 0) return null;
  const classCount = version.classNames.length;
  const logits = models.map(() => new Float32Array(asked.length * classCount));
  const pictures = asked.map(({ picture }) => picture);
  // A smaller copy reads what the original reads.
  let numDone = 0;
  for await (const inputs of inputsOf(model, pictures, signal)) {
    for (const [position, model] of models.entries()) {
      logits[position]?.set(await model.logits(inputs), numDone * classCount);
    }
    numDone += 1;
    onProgress(numDone, asked.length);
    await checkIn(signal);
  }
  const [before = new Float32Array(), after = new Float32Array()] = logits;
  const truths = Uint32Array.from(asked, ({ truth }) => truth);
  const change = opened().answerChange(before, after, truths, classCount);
  const probabilities = opened().softmaxRows(after, classCount);
  const predictions = asked.map(({ picture, truth }, index) => ({
    pictureId: picture.id,
    truth,
    probabilities: Array.from(probabilities.subarray(index * classCount, (index + 1) * classCount)),
  }));
  const pictureIds = asked.map(({ picture }) => picture.id);
  return { change, pictureIds, predictions, evaluation: evaluationOf(predictions, classCount) };
}

/** Each picture in turn, as the model reads it. */
async function* inputsOf(
  model: TrainedModel,
  pictures: readonly PictureRecord[],
  signal: AbortSignal,
): AsyncGenerator<Float32Array> {
  const layer = model.readsActivations() ? 'activations' : 'features';
  if (model.readsFeatures()) return yield* featuresOf(pictures, signal, layer);
  for (const { id } of pictures) {
    const { rgba, width, height } = await decodePicture(opened(), (await store.pictureFiles(id)).picture);
    yield model.preprocess(rgba, width, height);
  }
}

/** A version of its own: judged by what was measured, and with the original's threshold for "none of these". */
export async function keepCompressed(versionId: string, made: Compression): Promise<ModelVersion> {
  const original = await store.version(versionId);
  const versions = await store.versions(original.projectId);
  const { precision, checked, file } = made;
  const version: ModelVersion = {
    ...original,
    id: crypto.randomUUID(),
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
