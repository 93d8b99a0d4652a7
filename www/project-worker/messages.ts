/** What the core says of training across the wasm boundary, beside what is also stored. */
import type {
  ArchitectureId,
  EpochReport,
  Evaluation,
  Part,
  PictureProblem,
  Proportion,
  TrainingSettings,
  UnknownThreshold,
} from '../storage/core-types.js';

export interface ArchitectureInfo {
  id: ArchitectureId;
  /** Weights that are trained, for this number of classes and these settings. */
  parameterCount: number;
  /** Pictures that fit into memory, varied copies counted; null for any number. */
  maxInputs: number | null;
  defaults: TrainingSettings;
}

export interface SettingRange {
  min: number;
  max: number;
  step: number;
}

export type SettingRanges = Record<string, SettingRange>;

/** Pictures and classes are positions in the set the finding was made from. */
export type CoreFinding =
  | { kind: 'too-few-classes' }
  | { kind: 'empty-class'; class: number }
  | { kind: 'too-few'; class: number; count: number; needed: number }
  | { kind: 'imbalance'; largestClass: number; largest: number; smallestClass: number; smallest: number }
  | { kind: 'cross-class-duplicate'; pictures: number[]; isExact: boolean }
  | { kind: 'duplicate'; pictures: number[]; isExact: boolean }
  | { kind: 'problem'; picture: number; problem: PictureProblem };

export interface CoreSplit {
  parts: Part[];
  warnings: { code: 'class-without-validation' | 'class-without-test' | 'test-not-independent'; class: number }[];
}

export interface StepReport {
  step: number;
  totalSteps: number;
  /** From 0 to 1, by the work; steps differ in what they cost. */
  shareDone: number;
  /** From 1; the one that is running. */
  epoch: number;
  epochStep: number;
  stepsPerEpoch: number;
  /** Mean since the last report. */
  loss: number | null;
  finishedEpoch: EpochReport | null;
  state: 'running' | 'finished' | 'stopped-early' | 'diverged';
}

export interface CoreSuspect {
  picture: number;
  given: number;
  predicted: number;
  probability: number;
}

export interface CoreComparison {
  count: number;
  accuracyA: number;
  accuracyB: number;
  pValue: number;
  /** Whether the difference is told from chance, by the core's level. */
  isSignificant: boolean;
  significanceLevel: number;
  onlyARight: number[];
  onlyBRight: number[];
}

/** Answers of readers, and how many of them they called right. */
export interface FieldShare {
  count: number;
  numCorrect: number;
  accuracy: Proportion;
}

/** What readers said of one version. Classes are positions among its own. */
export interface FieldReport {
  total: FieldShare;
  numSomethingElse: number;
  /** By what was answered. */
  perClass: FieldShare[];
  /** Most frequent first; null is something else. */
  corrections: { predicted: number; actual: number | null; count: number }[];
  period: 'day' | 'week';
  /** Those that have answers; days since 1970-01-01. */
  periods: ({ firstDay: number } & FieldShare)[];
  /** Readers minus validation; null where the version was never validated. */
  againstValidation: { difference: Proportion; verdict: 'lower' | 'alike' | 'higher' } | null;
}

/** One entry of a file of readers' feedback. */
export interface ReadFeedback {
  /** Null in lists that readers saved. */
  id: string | null;
  modelId: string;
  modelSha256: string;
  predicted: string;
  probability: number;
  /** Null for something else. */
  actual: string | null;
  day: string;
  /** A JPEG. */
  picture: Uint8Array<ArrayBuffer> | null;
  /** Why the picture that came along is not taken; English, for logs. */
  pictureFault: string | null;
}

/** The pictures that neither of two versions has learnt from. Pictures are positions; classes as they were given. */
export interface UnseenByBoth {
  pictures: number[];
  labels: number[];
  predictedA: number[];
  predictedB: number[];
  /** Left out: they came back because of what one of the versions had predicted. */
  numFromReaders: number;
}

/** A new version judged by the published one. */
export interface Successor {
  recommendation: 'better' | 'no-clear-difference' | 'worse' | 'too-few-pictures';
  numNeeded: number;
  /** The new version is A; null without any picture. */
  comparison: CoreComparison | null;
}

/** What making a model smaller has done to its answers. Pictures are positions, classes too. */
export interface AnswerChange {
  count: number;
  accuracyBefore: Proportion;
  accuracyAfter: Proportion;
  sameAnswer: Proportion;
  pValue: number;
  isSignificant: boolean;
  /** Null where a class has no pictures. */
  perClass: { support: number; recallBefore: number | null; recallAfter: number | null }[];
  flips: Flip[];
  maxLogitDifference: number;
}

/** A picture whose first answer has changed. */
export interface Flip {
  picture: number;
  truth: number;
  before: number;
  after: number;
  effect: 'lost' | 'won' | 'neither';
}

/** What the page knows of a model that is about to be written. */
export interface NewModel {
  name: string;
  classNames: string[];
  /** As `2026-01-31`. */
  date: string;
  device: string;
  counts: Record<Part, number>;
  metrics: Evaluation | null;
  unknown: UnknownThreshold | null;
  backboneId: string | null;
  backboneSha256: string | null;
}
