/** A trained run becomes a version: judged, written as a file, stored. */
import type { TrainingRun } from '../../generated/train/kiln.js';
import {
  readsBackbone,
  type Evaluation,
  type ModelVersion,
  type Part,
  type TrainingDevice,
  type TrainingJob,
} from '../../storage/index.js';
import type { ProjectData } from './data.js';
import { keepWidgetFiles } from '../publish/widget-files.js';
import { openBackbone, opened, store } from '../state.js';

/** Share of validation pictures that the threshold for "none of these" keeps. */
const KEEP_SHARE = 0.95;

export interface TrainedRun {
  projectId: string;
  job: TrainingJob;
  data: ProjectData;
  parts: readonly Part[];
  run: TrainingRun;
  device: TrainingDevice;
}

export async function keepVersion(
  { projectId, job, data, parts, run, device }: TrainedRun,
  ending: ModelVersion['ending'],
  durationMs: number,
): Promise<ModelVersion> {
  const validation = await judge(run, data, parts, 'validation');
  const test = await judge(run, data, parts, 'test');
  const unknown = validation ? opened().calibrate(validation.energies, KEEP_SHARE) : null;
  const backbone = readsBackbone(job.architecture) ? await openBackbone() : null;
  const [versions, project] = await Promise.all([store.versions(projectId), store.project(projectId)]);
  const classNames = data.classes.map(({ name }) => name);
  const counts = {
    train: parts.filter((part) => part === 'train').length,
    validation: validation?.evaluation.count ?? 0,
    test: test?.evaluation.count ?? 0,
  };
  const evaluation = validation?.evaluation ?? null;
  const file = await run.model({
    name: project.name,
    classNames,
    date: new Date().toISOString().slice(0, 10),
    device,
    counts,
    metrics: evaluation,
    unknown,
    backboneId: backbone?.id ?? null,
    backboneSha256: backbone?.original ?? null,
  });
  const version: ModelVersion = {
    id: crypto.randomUUID(),
    projectId,
    number: (versions[0]?.number ?? 0) + 1,
    createdAt: Date.now(),
    architecture: job.architecture,
    classIds: data.classes.map(({ id }) => id),
    classNames,
    settings: job.settings,
    durationMs,
    history: await run.history(),
    evaluation,
    predictions: validation?.predictions ?? [],
    test: test?.evaluation ?? null,
    counts,
    unknown,
    device,
    ending,
  };
  await store.saveVersion(version, new Blob([file as Uint8Array<ArrayBuffer>]));
  void keepWidgetFiles();
  return version;
}

interface Judged {
  evaluation: Evaluation;
  predictions: ModelVersion['predictions'];
  energies: Float32Array;
}

/** What the run says of the pictures of `part`; null where there are none. */
export async function judge(
  run: TrainingRun,
  { classes, pictures }: ProjectData,
  parts: readonly Part[],
  part: Part,
): Promise<Judged | null> {
  const judged = pictures.filter((_, index) => parts[index] === part);
  if (judged.length === 0) return null;
  const positions = new Map(classes.map(({ id }, position) => [id, position]));
  const answers = await run.answers(part);
  const width = classes.length + 1;
  const energies = Float32Array.from(judged, (_, index) => answers[index * width + classes.length] ?? 0);
  const predictions = judged.map(({ id, classId }, index) => ({
    pictureId: id,
    truth: positions.get(classId) ?? 0,
    probabilities: Array.from(answers.subarray(index * width, index * width + classes.length)),
  }));
  return { evaluation: evaluationOf(predictions, classes.length), predictions, energies };
}

export function evaluationOf(predictions: ModelVersion['predictions'], classCount: number): Evaluation {
  const probabilities = Float32Array.from(predictions.flatMap((prediction) => prediction.probabilities));
  return opened().evaluate(
    probabilities,
    Uint32Array.from(predictions, ({ truth }) => truth),
    classCount,
  );
}
