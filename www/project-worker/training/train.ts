/** One run, from the stored pictures to a stored version. */
import { isStorageFault, type Checkpoint, type ModelVersion, type TrainingJob } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { cancelled, CodedError } from '../../shared/errors.js';
import type { TrainingProgress } from '../service.js';
import { alone, heard } from '../command.js';
import { loadProject, problemOf, split, type ProjectData } from './data.js';
import { beginOn } from './devices.js';
import { fill } from '../features/fill.js';
import { Pace } from './pace.js';
import { openBackbone, store } from '../state.js';
import { ARCHITECTURES } from '../../types/core.js';
import type { TrainingRuntime } from '../../engine/worker/runtime.js';
import { keepVersion, type TrainedRun } from './version.js';

/** Epochs that take less are not each written to storage: that would cost more than they do. */
const CHECKPOINT_EVERY_MS = 500;

/** A run, and how to hear of it and give it up. */
type Run = Job<[TrainingProgress]>;

interface Prepared extends TrainedRun {
  /** The time before the checkpoint that it goes on from. */
  elapsedMs: number;
}

/** Trains a version; without a job it goes on from the stored checkpoint. */
export function train(projectId: string, job: TrainingJob | null, call: Run): Promise<ModelVersion> {
  return alone(async () => {
    const prepared = await prepare(projectId, job, call);
    const { run, elapsedMs } = prepared;
    try {
      const startedAt = performance.now();
      const ending = await runThrough(prepared, call);
      const durationMs = elapsedMs + performance.now() - startedAt;
      const { epochs } = prepared.job.settings;
      const history = await run.history();
      call.onProgress({ ...blank(epochs), phase: 'saving', done: 0, total: 1, epoch: history.length, history });
      return await keepVersion(prepared, ending, durationMs);
    } finally {
      run.free();
    }
  });
}

async function prepare(
  projectId: string,
  wanted: TrainingJob | null,
  { signal, onProgress: report }: Run,
): Promise<Prepared> {
  const checkpoint = wanted ? undefined : await store.checkpoint(projectId);
  const job = wanted ?? checkpoint?.job;
  if (!job) throw new CodedError('checkpoint.none', 'there is no interrupted run');
  let data = await loadProject(projectId);
  if (checkpoint) data = asBefore(data, checkpoint);
  const { parts } = problemOf(data) ? { parts: [] } : split(data, job.settings);
  const { epochs } = job.settings;
  // A run goes on with the features that it began with.
  const arithmetic = checkpoint ? (checkpoint.arithmetic ?? '') : await arithmeticOf(job);
  const begin = async (runtime: TrainingRuntime) => {
    const reading: Job = {
      signal,
      onProgress: (done, total) => report({ ...blank(epochs), phase: 'reading', done, total }),
    };
    const set = await fill(job, data, parts, reading, runtime, arithmetic);
    if (!checkpoint) return runtime.TrainingRun.start(set, data.classes.length, job.settings);
    return runtime.TrainingRun.resume(new Uint8Array(await checkpoint.bytes.arrayBuffer()), set);
  };
  const begun = await beginOn(checkpoint?.device ?? job.device, begin, () =>
    report({ ...blank(epochs), phase: 'measuring' }),
  );
  // The first epoch may take a while, and nothing else is said until its first steps are done.
  report({ ...blank(epochs), phase: 'training', device: begun.device, epoch: (checkpoint?.epoch ?? 0) + 1 });
  return { projectId, job, data, arithmetic, ...begun, elapsedMs: checkpoint?.elapsedMs ?? 0 };
}

/** The arithmetic of the features that a run begins with; a network over pixels reads none. */
async function arithmeticOf({ architecture }: TrainingJob): Promise<string> {
  return ARCHITECTURES[architecture].layer === null ? '' : (await openBackbone()).arithmetic;
}

/** Pictures that came since are left out; one that went makes going on impossible. */
function asBefore({ classes, pictures, checked }: ProjectData, checkpoint: Checkpoint): ProjectData {
  const mismatch = () => new CodedError('checkpoint.mismatch', 'pictures or classes have changed');
  const pick = <T extends { id: string }>(items: T[], ids: string[]) =>
    ids.map((id) => {
      const item = items.find((known) => known.id === id);
      if (!item) throw mismatch();
      return item;
    });
  const now = { classes: pick(classes, checkpoint.classIds), pictures: pick(pictures, checkpoint.pictureIds) };
  return { ...now, checked };
}

/** Pulls the run until it ends. Between two steps it is paused, ended by `keep`, or given up. */
async function runThrough(prepared: Prepared, { signal, onProgress: report }: Run): Promise<ModelVersion['ending']> {
  const { job, run, device } = prepared;
  const startedAt = performance.now();
  let paceFrom: { share: number; at: number } | null = null;
  const pace = new Pace();
  let savedAt = -Infinity;
  for (;;) {
    if ((await heard(signal)) === 'keep') {
      // Without a finished epoch there is nothing to keep.
      if ((await run.history()).length === 0) throw cancelled();
      return 'cancelled';
    }
    const step = await pace.step(run);
    if (step.state === 'diverged') throw new CodedError('training.diverged', 'the loss is no number');
    const history = await run.history();
    // The first slice tells where the run begins; how fast it is, the others.
    paceFrom ??= { share: step.shareDone, at: performance.now() };
    const gained = step.shareDone - paceFrom.share;
    const seconds = (performance.now() - paceFrom.at) / 1000;
    report({
      phase: 'training',
      device,
      done: step.shareDone,
      total: 1,
      epoch: step.epoch,
      epochs: job.settings.epochs,
      loss: step.loss,
      history,
      secondsLeft: gained > 0 ? ((1 - step.shareDone) / gained) * seconds : null,
    });
    if (step.finishedEpoch && performance.now() - savedAt >= CHECKPOINT_EVERY_MS) {
      savedAt = performance.now();
      await saveCheckpoint(prepared, step.finishedEpoch.epoch, prepared.elapsedMs + savedAt - startedAt);
    }
    if (step.state === 'finished' || step.state === 'stopped-early') return step.state;
  }
}

/** The run matters more than the way back to it: storage that is full, or fails, does not end it. */
async function saveCheckpoint(prepared: Prepared, epoch: number, elapsedMs: number): Promise<void> {
  const { projectId, job, data, arithmetic, run, device } = prepared;
  const bytes = await run.checkpoint();
  const checkpoint = {
    projectId,
    savedAt: Date.now(),
    job,
    epoch,
    device,
    pictureIds: data.pictures.map(({ id }) => id),
    classIds: data.classes.map(({ id }) => id),
    elapsedMs,
    arithmetic,
    bytes: new Blob([bytes as Uint8Array<ArrayBuffer>]),
  };
  await store.saveCheckpoint(checkpoint).catch((error: unknown) => {
    if (!isStorageFault(error)) throw error;
  });
}

function blank(epochs: number): TrainingProgress {
  const none = { done: 0, total: 0, epoch: 0, loss: null, secondsLeft: null };
  return { phase: 'loading', device: null, epochs, history: [], ...none };
}
