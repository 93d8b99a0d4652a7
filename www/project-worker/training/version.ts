/** A trained run becomes a version: evaluated, written as a file, stored. */
import type { TrainingRun } from '../../generated/train/kiln.js';
import type { ModelVersion, TrainingDevice, TrainingJob } from '../../storage/index.js';
import { ARCHITECTURES, type SubsetPrediction } from '../../types/core.js';
import { keepWidgetFiles } from '../publish/widget-files.js';
import { openBackbone, store } from '../state.js';
import type { ProjectData } from './data.js';
import { newId } from '../../shared/ids.js';

export interface TrainedRun {
  projectId: string;
  job: TrainingJob;
  data: ProjectData;
  run: TrainingRun;
  device: TrainingDevice;
}

export async function keepVersion(
  { projectId, job, data, run, device }: TrainedRun,
  ending: ModelVersion['ending'],
  durationMs: number,
): Promise<ModelVersion> {
  const backbone = ARCHITECTURES[job.architecture].layer ? (await openBackbone()).network.reference() : null;
  const [versions, project] = await Promise.all([store.versions(projectId), store.project(projectId)]);
  const classNames = data.classes.map(({ name }) => name);
  const date = new Date().toISOString().slice(0, 10);
  const finished = await run.finish({ name: project.name, classNames, date, device, backbone });
  const { validation, test, unknown, counts } = finished.report();
  const file = finished.file() as Uint8Array<ArrayBuffer>;
  finished.free();
  const version: ModelVersion = {
    id: newId(),
    projectId,
    number: (versions[0]?.number ?? 0) + 1,
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
  await store.saveVersion(version, new Blob([file]));
  void keepWidgetFiles();
  return version;
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
