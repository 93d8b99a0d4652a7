/**
 * What the core says of pictures, runs and models, as it is stored. The structs of the same names in
 * `crates/core` are the originals.
 */

export type ArchitectureId = 'transfer' | 'fine-tune' | 'reference-cnn' | 'mlp' | 'recurrent';

/** In what a model's numbers are kept. */
export type Precision = 'f32' | 'f16' | 'int8' | 'int8-per-tensor';

export type PictureProblem = 'too-small' | 'blank' | 'blurred' | 'too-dark' | 'too-bright';

/** Measured once, when a picture comes in. */
export interface Inspection {
  width: number;
  height: number;
  /** Variance of the Laplacian of luma. */
  sharpness: number;
  /** Standard deviation of luma. */
  contrast: number;
  /** Mean luma, 0 to 255. */
  brightness: number;
  /** Perceptual hash, 16 hexadecimal digits. */
  hash: string;
  problems: PictureProblem[];
}

export type Part = 'train' | 'validation' | 'test';

export interface Augmentation {
  flip: boolean;
  /** Share of the side that may be cut off, 0 to 0.5. */
  crop: number;
  /** Largest turn in degrees, 0 to 45. */
  rotate: number;
  /** Largest relative change, 0 to 0.5. */
  brightness: number;
  /** Embedded variants of each picture, for models over cached features; 0 is none. */
  variants: number;
}

export interface TrainingSettings {
  epochs: number;
  batchSize: number;
  learningRate: number;
  schedule: 'constant' | 'cosine';
  weightDecay: number;
  dropout: number;
  /** Units of the hidden layer of a head over the backbone; 0 is a linear head. */
  hiddenUnits: number;
  /** For fine-tuning: epochs at the beginning in which the head alone learns. */
  frozenEpochs: number;
  /** For fine-tuning: the learning rate behind them. */
  backboneLearningRate: number;
  validationShare: number;
  classWeights: boolean;
  augmentation: Augmentation;
  /** Epochs without improvement before it stops; null never stops early. */
  earlyStopping: number | null;
  seed: number;
}

export interface EpochReport {
  /** From 1. */
  epoch: number;
  learningRate: number;
  trainLoss: number;
  trainAccuracy: number;
  validationLoss: number | null;
  validationAccuracy: number | null;
  isBest: boolean;
}

/** A share with its 95 % interval (Wilson). */
export interface Proportion {
  value: number;
  low: number;
  high: number;
}

export interface ClassScores {
  /** Pictures that are of this class. */
  support: number;
  /** Pictures that were taken for it. */
  predicted: number;
  /** Null where nothing was taken for it. */
  precision: number | null;
  /** Null where there is no picture of it. */
  recall: number | null;
  f1: number | null;
}

export interface RocPoint {
  threshold: number;
  falsePositiveRate: number;
  truePositiveRate: number;
}

export interface PrecisionRecallPoint {
  threshold: number;
  precision: number;
  recall: number;
}

/** For two classes; the second one is the positive. */
export interface BinaryCurves {
  roc: RocPoint[];
  rocAuc: number;
  precisionRecall: PrecisionRecallPoint[];
  averagePrecision: number;
}

export interface Evaluation {
  count: number;
  accuracy: Proportion;
  logLoss: number;
  macroAverage: { precision: number; recall: number; f1: number };
  perClass: ClassScores[];
  /** `[truth][predicted]` */
  confusion: number[][];
  binary: BinaryCurves | null;
  /** Expected calibration error over ten bins. */
  calibrationError: number;
}

/** "Not one of these": below `threshold` a picture is none of the classes. */
export interface UnknownThreshold {
  score: 'energy';
  threshold: number;
  /** Pictures of the classes that are taken for none of them. */
  falseAlarmRate: Proportion;
}
