/** One run, from the stored pictures to a stored version. */
import type { TrainingRun, TrainingSet } from '../../generated/train/kiln.js';
import type { Checkpoint, EpochReport, ModelVersion, TrainingJob } from '../../storage/index.js';
import { CodedError } from '../coded-error.js';
import { decodePicture } from '../decode-picture.js';
import type { RunCommand, TrainingProgress } from '../training-service.js';
import { featuresOf, loadProject, problemOf, split, type ProjectData, type Split } from './data.js';
import { openBackbone, opened, store } from './state.js';

/** Each call into the core takes about this long, so that commands are heard and progress is seen. */
const SLICE_MS = 100;
/** Epochs that take less are not each written to storage: that would cost more than they do. */
const CHECKPOINT_EVERY_MS = 500;
/** Share of validation pictures that the threshold for "none of these" keeps. */
const KEEP_SHARE = 0.95;

let command: RunCommand = 'run';
let wake: () => void = () => undefined;
let isRunning = false;

export function give(next: RunCommand): void {
  command = next;
  wake();
}

type Report = (progress: TrainingProgress) => void;

interface Prepared {
  job: TrainingJob;
  data: ProjectData;
  parts: Split['parts'];
  run: TrainingRun;
  /** Before the checkpoint that it goes on from. */
  elapsedMs: number;
}

export async function train(projectId: string, job: TrainingJob | null, report: Report): Promise<ModelVersion> {
  if (isRunning) throw new CodedError('engine.busy', 'a run is under way');
  isRunning = true;
  command = 'run';
  try {
    const prepared = await prepare(projectId, job, report);
    try {
      const startedAt = performance.now();
      const ending = await runThrough(projectId, prepared, report);
      const durationMs = prepared.elapsedMs + performance.now() - startedAt;
      return await keep(projectId, prepared, ending, durationMs, report);
    } finally {
      prepared.run.free();
    }
  } finally {
    isRunning = false;
  }
}

async function prepare(projectId: string, wanted: TrainingJob | null, report: Report): Promise<Prepared> {
  const checkpoint = wanted ? undefined : await store.checkpoint(projectId);
  const job = wanted ?? checkpoint?.job;
  if (!job) throw new CodedError('checkpoint.none', 'there is no interrupted run');
  let data = await loadProject(projectId);
  if (checkpoint) data = asBefore(data, checkpoint);
  const problem = problemOf(data);
  if (problem) throw new CodedError(`training.${problem.code}`, problem.code);
  const { parts } = split(data, job.settings);

  const set = new (opened().TrainingSet)(job.architecture);
  try {
    await fill(set, job, data, parts, report);
  } catch (error) {
    set.free();
    throw error;
  }
  const run = checkpoint
    ? await opened().TrainingRun.resume(new Uint8Array(await checkpoint.bytes.arrayBuffer()), set)
    : await opened().TrainingRun.start(set, data.classes.length, job.settings);
  return { job, data, parts, run, elapsedMs: checkpoint?.elapsedMs ?? 0 };
}

/** Pictures that came since are left out; one that went makes going on impossible. */
function asBefore({ classes, pictures }: ProjectData, checkpoint: Checkpoint): ProjectData {
  const mismatch = () => new CodedError('checkpoint.mismatch', 'pictures or classes have changed');
  const pick = <T extends { id: string }>(items: T[], ids: string[]) =>
    ids.map((id) => {
      const item = items.find((known) => known.id === id);
      if (!item) throw mismatch();
      return item;
    });
  return { classes: pick(classes, checkpoint.classIds), pictures: pick(pictures, checkpoint.pictureIds) };
}

async function fill(
  set: TrainingSet,
  { architecture, settings }: TrainingJob,
  { classes, pictures }: ProjectData,
  parts: Split['parts'],
  report: Report,
): Promise<void> {
  const positions = new Map(classes.map(({ id }, position) => [id, position]));
  for (const [index, { id, classId }] of pictures.entries()) {
    const label = positions.get(classId) ?? 0;
    const part = parts[index] ?? 'train';
    if (architecture === 'transfer') {
      set.addFeatures(await featuresOf(id), label, part);
    } else {
      const { picture } = await store.pictureFiles(id);
      const { rgba, width, height } = await decodePicture(opened(), picture);
      set.addPicture(rgba, width, height, label, part);
    }
    report({ ...blank(settings.epochs), phase: 'reading', done: index + 1, total: pictures.length });
    if ((await heard()) !== 'run') throw cancelled();
  }
}

/** Pulls the run until it ends. `keep` and `discard` end it between two steps. */
async function runThrough(
  projectId: string,
  prepared: Prepared,
  report: Report,
): Promise<ModelVersion['ending']> {
  const { job, data, run } = prepared;
  const startedAt = performance.now();
  let firstStep: number | null = null;
  let numSteps = 1;
  let savedAt = -Infinity;
  for (;;) {
    const order = await heard();
    if (order === 'discard') throw cancelled();
    if (order === 'keep') {
      // Without a finished epoch there is nothing to keep.
      if (run.history().length === 0) throw cancelled();
      return 'cancelled';
    }
    const sliceStartedAt = performance.now();
    const step = await run.step(numSteps);
    const sliceMs = performance.now() - sliceStartedAt;
    firstStep ??= step.step - 1;
    numSteps = Math.max(1, Math.min(200, Math.round((numSteps * SLICE_MS) / Math.max(sliceMs, 1))));
    if (step.state === 'diverged') throw new CodedError('training.diverged', 'the loss is no number');
    const history = run.history();
    const pace = (performance.now() - startedAt) / Math.max(1, step.step - firstStep);
    report({
      phase: 'training',
      done: step.step,
      total: step.totalSteps,
      epoch: step.epoch,
      epochs: job.settings.epochs,
      loss: step.loss,
      history,
      secondsLeft: ((step.totalSteps - step.step) * pace) / 1000,
    });
    if (step.finishedEpoch && performance.now() - savedAt >= CHECKPOINT_EVERY_MS) {
      savedAt = performance.now();
      const bytes = await run.checkpoint();
      await store.saveCheckpoint({
        projectId,
        savedAt: Date.now(),
        job,
        epoch: step.finishedEpoch.epoch,
        pictureIds: data.pictures.map(({ id }) => id),
        classIds: data.classes.map(({ id }) => id),
        elapsedMs: prepared.elapsedMs + performance.now() - startedAt,
        bytes: new Blob([bytes as Uint8Array<ArrayBuffer>]),
      });
    }
    if (step.state === 'finished' || step.state === 'stopped-early') return step.state;
  }
}

/** Judges the model, writes its file and stores both. */
async function keep(
  projectId: string,
  { job, data, parts, run }: Prepared,
  ending: ModelVersion['ending'],
  durationMs: number,
  report: Report,
): Promise<ModelVersion> {
  const { settings, architecture } = job;
  const history: EpochReport[] = run.history();
  report({ ...blank(settings.epochs), phase: 'saving', done: 0, total: 1, epoch: history.length, history });
  const classCount = data.classes.length;
  const judged = data.pictures.filter((_, index) => parts[index] === 'validation');
  const position = (classId: string) => data.classes.findIndex(({ id }) => id === classId);
  const truths = judged.map(({ classId }) => position(classId));
  const probabilities = judged.length > 0 ? await run.probabilities('validation') : new Float32Array();
  const evaluation =
    judged.length > 0 ? opened().evaluate(probabilities, Uint32Array.from(truths), classCount) : null;
  const unknown =
    judged.length > 0 ? opened().calibrate('energy', await run.knownScores('validation'), KEEP_SHARE) : null;
  const backbone = architecture === 'transfer' ? await openBackbone() : null;
  const versions = await store.versions(projectId);
  const project = await store.project(projectId);
  const counts = {
    train: parts.filter((part) => part === 'train').length,
    validation: judged.length,
    test: 0,
  };
  const file = await run.model({
    name: project.name,
    classNames: data.classes.map(({ name }) => name),
    date: new Date().toISOString().slice(0, 10),
    device: 'cpu',
    counts,
    metrics: evaluation,
    unknown,
    backboneId: backbone?.id ?? null,
    backboneSha256: backbone?.sha256 ?? null,
  });
  const version: ModelVersion = {
    id: crypto.randomUUID(),
    projectId,
    number: (versions[0]?.number ?? 0) + 1,
    createdAt: Date.now(),
    architecture,
    classIds: data.classes.map(({ id }) => id),
    classNames: data.classes.map(({ name }) => name),
    settings,
    durationMs,
    history,
    evaluation,
    predictions: judged.map(({ id }, index) => ({
      pictureId: id,
      truth: truths[index] ?? 0,
      probabilities: Array.from(probabilities.subarray(index * classCount, (index + 1) * classCount)),
    })),
    counts,
    unknown,
    ending,
  };
  await store.saveVersion(version, new Blob([file as Uint8Array<ArrayBuffer>]));
  return version;
}

/** Lets waiting messages in, and waits while the run is paused. */
async function heard(): Promise<RunCommand> {
  await new Promise<void>((resolve) => {
    // A message, not a timer: browsers slow timers down in hidden tabs.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
  while (command === 'pause') {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  return command;
}

function cancelled(): CodedError {
  return new CodedError('training.cancelled', 'the run was cancelled');
}

function blank(epochs: number): TrainingProgress {
  const none = { done: 0, total: 0, epoch: 0, loss: null, secondsLeft: null };
  return { phase: 'loading', epochs, history: [], ...none };
}
