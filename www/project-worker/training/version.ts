/** A trained run becomes a version: evaluated, written as a file, stored. */
import type { TrainingRun } from '../../generated/train/kiln.js';
import { CodedError } from '../../shared/errors.js';
import { isStorageFault, type ModelVersion, type TrainingDevice, type TrainingJob } from '../../storage/index.js';
import { ARCHITECTURES, type SubsetPrediction } from '../../types/core.js';
import { keepWidgetFiles } from '../publish/widget-files.js';
import { openBackbone, store } from '../state.js';
import type { ProjectData } from './data.js';
import { newId } from '../../shared/ids.js';

export interface TrainedRun {
  projectId: string;
  job: TrainingJob;
  data: ProjectData;
  /** The arithmetic of the features; empty for floats, and where there are none. */
  arithmetic: string;
  run: TrainingRun;
  device: TrainingDevice;
}

export async function keepVersion(
  { projectId, job, data, arithmetic, run, device }: TrainedRun,
  ending: ModelVersion['ending'],
  durationMs: number,
): Promise<ModelVersion> {
  const backbone = ARCHITECTURES[job.architecture].layer ? (await openBackbone()).network.reference() : null;
  if (backbone && arithmetic) backbone.arithmetic = arithmetic;
  else delete backbone?.arithmetic;
  const place = await placeIn(projectId);
  const classNames = data.classes.map(({ name }) => name);
  const date = new Date().toISOString().slice(0, 10);
  const finished = await run.finish({ name: place?.name ?? '', classNames, date, device, backbone });
  const { validation, test, unknown, counts } = finished.report();
  const file = finished.file() as Uint8Array<ArrayBuffer>;
  finished.free();
  const blob = new Blob([file]);
  if (!place) throw notKept(blob, 'its project cannot be read');
  const version: ModelVersion = {
    id: newId(),
    projectId,
    number: place.number,
    createdAt: Date.now(),
    architecture: job.architecture,
    classIds: data.classes.map(({ id }) => id),
    classNames,
    settings: job.settings,
    durationMs,
    history: await run.history(),
    evaluation: validation?.evaluation ?? null,
    predictions: ofPictures(validation?.predictions ?? [], data),
    test: test?.evaluation ?? null,
    counts,
    unknown,
    device,
    ending,
  };
  try {
    await store.saveVersion(version, blob);
  } catch (error) {
    if (!isStorageFault(error)) throw error;
    throw notKept(blob, String(error));
  }
  unkept = null;
  void keepWidgetFiles();
  return version;
}

/** The model that was trained last and could not be stored. */
let unkept: Blob | null = null;

function notKept(file: Blob, reason: string): CodedError {
  unkept = file;
  return new CodedError('training.not-kept', reason);
}

/** Hands out a model that could not be stored, to be saved as a file. */
export function unkeptModel(): Blob {
  if (!unkept) throw new CodedError('storage.not-found', 'every model has been stored');
  return unkept;
}

/** The project's name and the number of its next version; null where storage, or the project, has gone. */
async function placeIn(projectId: string): Promise<{ name: string; number: number } | null> {
  try {
    const [versions, project] = await Promise.all([store.versions(projectId), store.project(projectId)]);
    return { name: project.name, number: (versions[0]?.number ?? 0) + 1 };
  } catch (error) {
    if (!isStorageFault(error)) throw error;
    return null;
  }
}

/** The predictions of a run as they are stored: by the ids of the pictures. */
export function ofPictures(
  predictions: readonly SubsetPrediction[],
  { pictures }: ProjectData,
): ModelVersion['predictions'] {
  return predictions.map(({ picture, label, probabilities }) => ({
    pictureId: pictures[picture]?.id ?? '',
    truth: label,
    probabilities,
  }));
}
