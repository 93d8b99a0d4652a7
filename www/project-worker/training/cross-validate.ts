/** Every picture predicted by a model that has not seen it; what it doubts may be labelled wrongly. */
import type { TrainingSet } from '../../generated/train/kiln.js';
import type { CrossValidation, ModelVersion, TrainingJob } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import type { Subset } from '../../types/core.js';
import { CodedError } from '../../shared/errors.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import { alone } from '../command.js';
import { folds as foldsOf, loadProject, type ProjectData } from './data.js';
import { fill } from '../features/fill.js';
import { opened } from '../state.js';
import { Pace } from './pace.js';
import { ofPictures } from './version.js';

/** Pictures, then folds, count towards the end alike: both are small. */
const FOLDS = 5;

export function crossValidate(
  projectId: string,
  job: TrainingJob,
  { signal, onProgress }: Job,
): Promise<CrossValidation> {
  return alone(async () => {
    const project = await loadProject(projectId);
    // What was set aside stays aside.
    const data = { ...project, pictures: project.pictures.filter(({ isTest }) => !isTest) };
    const total = data.pictures.length + FOLDS;
    const everything: Subset[] = data.pictures.map(() => 'train');
    const reading: Job = { signal, onProgress: (done) => onProgress(done, total) };
    const set = await fill(job, data, everything, reading);
    try {
      const folds = foldsOf(data, FOLDS, job.settings.seed);
      const predictions: ModelVersion['predictions'] = [];
      for (let held = 0; held < FOLDS; held += 1) {
        predictions.push(...(await predictFold(set, job, data, folds, held, signal)));
        onProgress(data.pictures.length + held + 1, total);
      }
      return summarise(data, predictions);
    } finally {
      set.free();
    }
  });
}

async function predictFold(
  set: TrainingSet,
  { settings }: TrainingJob,
  data: ProjectData,
  folds: Uint32Array,
  held: number,
  signal: AbortSignal,
): Promise<ModelVersion['predictions']> {
  const run = await opened().TrainingRun.start(set.fold(folds, held), data.classes.length, settings);
  const pace = new Pace();
  try {
    for (;;) {
      const { state } = await pace.step(run);
      if (state === 'diverged') throw new CodedError('training.diverged', 'the loss is no number');
      if (state !== 'running') break;
      await checkIn(signal);
    }
    return ofPictures((await run.evaluate('validation'))?.predictions ?? [], data);
  } finally {
    run.free();
  }
}

function summarise({ classes }: ProjectData, predictions: ModelVersion['predictions']): CrossValidation {
  const labelled = predictions.map(({ truth, probabilities }) => ({ label: truth, probabilities }));
  const classId = (position: number) => classes[position]?.id ?? '';
  const suspects = opened()
    .suspects(labelled, classes.length)
    .map(({ picture, given, predicted, probability }) => ({
      pictureId: predictions[picture]?.pictureId ?? '',
      givenClassId: classId(given),
      predictedClassId: classId(predicted),
      probability,
    }));
  return { folds: FOLDS, evaluation: opened().evaluate(labelled, classes.length), suspects };
}
