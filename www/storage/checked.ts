/** The check of what comes from files, before it is stored: a card or a project may say anything. */
import * as v from 'valibot';
import {
  ARCHITECTURES,
  FORMER_BACKBONE_LEARNING_RATE,
  MAX_CLASS_NAME_CHARS,
  SETTING_RANGES,
  type ArchitectureId,
  type EpochReport,
  type Evaluation,
  type TrainingRecord,
  type TrainingSettings,
  type UnknownThreshold,
} from '../types/core.js';
import type { PublicationSettings, TrainingJob } from './types.js';

/** What the file of a project says it is. */
export const PROJECT_FORMAT = 'kiln-project';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** A point in time, in milliseconds since 1970. One that no calendar has becomes now: nothing hangs on it. */
const time = v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)), () => Date.now());
/** Names of classes and all else that is as short. */
const text = v.pipe(v.string(), v.maxLength(MAX_CLASS_NAME_CHARS));
const proportion = v.object({ value: share, low: share, high: share });
const scores = { precision: v.nullable(share), recall: v.nullable(share), f1: v.nullable(share) };

const evaluation: v.GenericSchema<unknown, Evaluation> = v.object({
  count,
  accuracy: proportion,
  logLoss: v.number(),
  macroAverage: v.object({ precision: share, recall: share, f1: share }),
  perClass: v.array(v.object({ support: count, predicted: count, ...scores })),
  confusion: v.array(v.array(count)),
  binary: v.nullable(
    v.object({
      roc: v.array(v.object({ threshold: v.number(), falsePositiveRate: share, truePositiveRate: share })),
      rocAuc: share,
      precisionRecall: v.array(v.object({ threshold: v.number(), precision: share, recall: share })),
      averagePrecision: share,
    }),
  ),
  calibrationError: share,
});

const unknown: v.GenericSchema<unknown, UnknownThreshold> = v.object({
  score: v.literal('energy'),
  threshold: v.number(),
  falseAlarmRate: proportion,
});

const settings: v.GenericSchema<unknown, TrainingSettings> = v.object({
  epochs: count,
  batchSize: count,
  learningRate: v.number(),
  schedule: v.picklist(['constant', 'cosine']),
  weightDecay: v.number(),
  dropout: v.number(),
  hiddenUnits: count,
  // Settings from before there was fine-tuning have neither.
  frozenEpochs: v.optional(count, 0),
  backboneLearningRate: v.optional(v.number(), FORMER_BACKBONE_LEARNING_RATE),
  validationShare: share,
  classWeights: v.boolean(),
  augmentation: v.object({
    flip: v.boolean(),
    crop: v.number(),
    rotate: v.number(),
    brightness: v.number(),
    variants: count,
  }),
  earlyStopping: v.nullable(count),
  seed: count,
});

const epoch: v.GenericSchema<unknown, EpochReport> = v.object({
  epoch: count,
  learningRate: v.number(),
  trainLoss: v.number(),
  trainAccuracy: share,
  validationLoss: v.nullable(v.number()),
  validationAccuracy: v.nullable(share),
  isBest: v.boolean(),
});

const training: v.GenericSchema<unknown, TrainingRecord> = v.object({
  settings,
  device: v.string(),
  history: v.array(epoch),
  numTrain: count,
  numValidation: count,
  numTest: count,
});

/** Whether every number is one that the page lets people choose. */
function isInRange({ augmentation, ...settings }: TrainingSettings): boolean {
  const values: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(augmentation)) values[`augmentation.${name}`] = value;
  return Object.entries(SETTING_RANGES).every(([name, { min, max }]) => {
    const value = values[name];
    return typeof value !== 'number' || (value >= min && value <= max);
  });
}

/** What was last chosen for training. */
const job: v.GenericSchema<unknown, TrainingJob> = v.object({
  architecture: v.picklist(Object.keys(ARCHITECTURES) as ArchitectureId[]),
  settings: v.pipe(settings, v.check(isInRange)),
  device: v.picklist(['auto', 'cpu', 'webgpu']),
});

/** What was filled in to publish, but for the samples, which are pictures of this device. */
const publication: v.GenericSchema<unknown, Omit<PublicationSettings, 'samplePictureIds'>> = v.object({
  title: v.string(),
  lede: v.string(),
  camera: v.boolean(),
  explain: v.boolean(),
  feedback: v.boolean(),
  feedbackUrl: v.string(),
  address: v.string(),
});

const prediction = v.object({
  /** Position among the project's pictures. */
  picture: count,
  truth: count,
  probabilities: v.array(share),
});

const project = v.object({
  format: v.literal(PROJECT_FORMAT),
  formatVersion: v.literal(1),
  name: text,
  classes: v.pipe(
    v.array(v.object({ name: text, isEnabled: v.boolean(), colour: v.optional(count), sense: v.optional(text) })),
    v.maxLength(10_000),
  ),
  pictures: v.array(
    v.object({
      file: v.string(),
      name: text,
      class: count,
      addedAt: time,
      isTest: v.optional(v.boolean()),
      burst: v.optional(text),
      origin: v.optional(v.literal('reader')),
    }),
  ),
  versions: v.array(
    v.object({
      file: v.string(),
      number: count,
      createdAt: time,
      durationMs: v.number(),
      ending: v.picklist(['finished', 'stopped-early', 'cancelled', 'opened']),
      /** Positions of its classes among the project's; null for one that is no more. */
      classes: v.array(v.nullable(count)),
      predictions: v.array(prediction),
      test: v.nullable(evaluation),
    }),
  ),
  /** The number of the version that is seen first; absent, the newest. */
  chosenVersion: v.optional(count),
  /** What was chosen and filled in. Where it cannot be used, the project opens without it. */
  training: v.fallback(v.optional(job), undefined),
  publication: v.fallback(v.optional(publication), undefined),
  /** Versions by their numbers. */
  publications: v.optional(
    v.array(v.object({ version: count, publishedAt: time, form: v.picklist(['site', 'page']), modelSha256: text })),
  ),
  /** The readers' feedback; classes are positions among the version's. */
  answers: v.optional(
    v.array(
      v.object({
        key: text,
        version: count,
        importedAt: time,
        predicted: count,
        probability: share,
        actual: v.nullable(count),
        day: v.pipe(
          v.string(),
          v.regex(/^\d{4}-\d\d-\d\d$/),
          v.check((day) => !Number.isNaN(Date.parse(day))),
        ),
        list: v.optional(v.object({ id: text, position: count, content: text })),
        review: v.optional(v.picklist(['waiting', 'accepted', 'rejected'])),
        /** Position among the project's pictures, of one that was accepted. */
        picture: v.optional(count),
        /** The file of one that waits. */
        file: v.optional(v.string()),
      }),
    ),
  ),
});

export type ProjectFile = v.InferOutput<typeof project>;

/** The project's description as it was checked; null for what is no project of ours. */
export function checkedProject(value: unknown): ProjectFile | null {
  return checked(project, value);
}

export function checkedEvaluation(value: unknown): Evaluation | null {
  return checked(evaluation, value);
}

export function checkedUnknown(value: unknown): UnknownThreshold | null {
  return checked(unknown, value);
}

export function checkedTraining(value: unknown): TrainingRecord | null {
  return checked(training, value);
}

function checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T | null {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : null;
}
