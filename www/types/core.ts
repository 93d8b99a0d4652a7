// Generated from the structs in crates/core and crates/web by `npm run types`. Changes made by hand are lost,
// and `npm test` fails on them.

/** Accuracy among readers against that on validation pictures. */
export interface AgainstValidation {
  /** The accuracy among readers minus that on validation pictures. */
  difference: Difference;
  /** The side of zero on which the interval of the difference lies. */
  verdict: ValidationVerdict;
}

/** The facts that are always true of a network. */
export interface ArchitectureFacts {
  /** The layer of the backbone that it reads; none for a network over pixels. */
  layer: Layer | null;
  /** Whether training begins with the backbone's own last layers. */
  trainsBackbone: boolean;
  /**
   * The size of a model's file that holds the backbone too, in about so many millions of bytes; none for a
   * network over pixels.
   */
  selfContainedMegabytes: number | null;
  /** Whether Teachable Machine's own files can hold it. */
  hasTeachableMachineForm: boolean;
  /** The settings that mean something to it and not to all networks. */
  ownSettings: Array<string>;
  /** The settings that work without being told anything. */
  defaults: TrainingSettings;
}

/** The id of a network that people are offered. */
export type ArchitectureId = "transfer" | "fine-tune" | "reference-cnn" | "mlp" | "recurrent";

/** The size of a network, for the number of classes and the settings that were asked about. */
export interface ArchitectureInfo {
  id: ArchitectureId;
  /** Weights that are trained. */
  numParameters: number;
  /** Inputs that fit into memory, varied copies counted; none for any number. */
  maxInputs: number | null;
}

/**
 * A rectangle in shares of a width and a height, from the top left: what is said with it is true of
 * the picture at every size.
 */
export interface Area {
  /** The left edge, as a share of the width. */
  left: number;
  /** The upper edge, as a share of the height. */
  top: number;
  /** The width of the part, as a share of the whole. */
  width: number;
  /** The height of the part, as a share of the whole. */
  height: number;
}

/** Changes to the pictures that do not change what they show. */
export interface Augmentation {
  /** Left and right may be exchanged. */
  flip: boolean;
  /** Share of the side that may be cut off, 0 to 0.5. */
  crop: number;
  /** Largest turn in degrees, 0 to 45. */
  rotate: number;
  /** Largest relative change of brightness, 0 to 0.5. */
  brightness: number;
  /** Changed copies of each picture whose features are cached; for networks over features. */
  variants: number;
}

/** The network whose features a model reads. */
export interface BackboneRef {
  /** The `id` of its card. */
  id: string;
  /** The `data_sha256` of its card: features of other weights mean nothing to this model. */
  sha256: string;
  /**
   * The arithmetic that the features were computed with, which they are kept by. None for floats, and in files of
   * before 28 November 2026 for inputs of 14 bits. A model reads features of every arithmetic.
   */
  arithmetic?: string;
}

/**
 * Both curves with the areas under them. The second class is the positive one.
 *
 * There is a point for each different probability, thresholds descending.
 */
export interface BinaryCurves {
  /** The points of the ROC curve, from (0, 0) to (1, 1). */
  roc: Array<RocPoint>;
  /** Area under the ROC curve: the chance that a positive scores above a negative. */
  rocAuc: number;
  /** The points of the precision-recall curve, from recall 0 to 1. */
  precisionRecall: Array<PrecisionRecallPoint>;
  /** Sum of precisions, weighted by the growth of recall; without interpolation. */
  averagePrecision: number;
}

/** The comparison of a smaller copy with its model, and the copy's own figures. */
export interface CheckedCompression {
  /** The changes of the predictions. */
  change: PredictionChange;
  /** The copy's own figures. */
  evaluation: Evaluation;
  /** The copy's probabilities for each picture, one per class. */
  probabilities: Array<Array<number>>;
}

/** The share of one class's pictures that is found, before and after. */
export interface ClassChange {
  /** Pictures that are of this class. */
  support: number;
  /** Share of them that was predicted correctly before; none without pictures. */
  recallBefore: number | null;
  /** The same after. */
  recallAfter: number | null;
}

/** The scores of telling one class from the others. A score that would be 0 / 0 is none. */
export interface ClassScores {
  /** Pictures that are of this class. */
  support: number;
  /** Pictures that were taken for it. */
  predicted: number;
  /** The share of the pictures taken for the class that are of it. */
  precision: number | null;
  /** The share of the class's pictures that are taken for it. */
  recall: number | null;
  /** Harmonic mean of the two: 2 hits / (support + predicted). */
  f1: number | null;
}

/** Two models side by side. */
export interface Comparison {
  /** Pictures both were asked about, at least 1. */
  count: number;
  /** Share the first has right. */
  accuracyA: number;
  /** Share the second has right. */
  accuracyB: number;
  /**
   * Exact McNemar test, two-sided: how probable a difference at least this large would be if
   * both were equally good. 0 to 1.
   */
  pValue: number;
  /** Whether the difference is told from chance: `p_value` is below [`SIGNIFICANCE_LEVEL`]. */
  isSignificant: boolean;
  /** Pictures the first has right and the second wrong, ascending. */
  onlyARight: Array<number>;
  /** Pictures the second has right and the first wrong, ascending. */
  onlyBRight: Array<number>;
}

/** The predictions of some kind, and those of them that readers called right. */
export interface CorrectShare {
  /** Predictions that readers gave feedback on. */
  count: number;
  /** The number of these that readers called right. */
  numCorrect: number;
  /** The share of these; 0 of none, between 0 and 1. */
  accuracy: Proportion;
}

/** A class that readers say instead of the predicted one. */
export interface Correction {
  /** The class that the model predicted. */
  predicted: number;
  /** The class that the reader says it is; none for something else. */
  actual: number | null;
  /** The number of readers who say so. */
  count: number;
}

/** Why training cannot start. The codes are those of the errors that say the same. */
export type DataProblem =
  | {
      code: "too-few-classes";
      /** The number of classes that there are. */
      count: number;
    }
  | {
      code: "empty-class";
      /** The classes, at least one, in ascending order. */
      classes: Array<number>;
    };

/** A value in [`Error::detail`]: JSON has the same two kinds. */
export type Detail = number | string;

/** The kind of device that a model runs on. */
export type DeviceKind = "cpu" | "webgpu";

/** The distance of one share above another, with its 95 % interval. All three lie between −1 and 1. */
export interface Difference {
  /** The first share minus the second. */
  value: number;
  /** Lower end of the interval. */
  low: number;
  /** Upper end of the interval. */
  high: number;
}

/** Whether a changed prediction is a loss. */
export type Effect = "lost" | "won" | "neither";

/** The figures of an epoch. */
export interface EpochReport {
  /** The number of the epoch, from 1. */
  epoch: number;
  /** The learning rate of the epoch's last step. */
  learningRate: number;
  /** Mean cross-entropy in nats while the weights were changing. */
  trainLoss: number;
  /** Share of correct predictions while the weights were changing. */
  trainAccuracy: number;
  /** Mean cross-entropy of the validation pictures at the epoch's end. */
  validationLoss: number | null;
  /** Share of correct predictions among them. */
  validationAccuracy: number | null;
  /** Whether no epoch before had a lower validation loss. */
  isBest: boolean;
}

/** The figures of a model on pictures that it was not trained on. */
export interface Evaluation {
  /** Pictures, at least 1. */
  count: number;
  /** Share whose most probable class is the true one. */
  accuracy: Proportion;
  /**
   * Mean of −ln of the probability given to the true class; no picture counts more than
   * −ln(2⁻²³) ≈ 15.9.
   */
  logLoss: number;
  /** Means over the classes that have pictures. */
  macroAverage: Scores;
  /** One per class. */
  perClass: Array<ClassScores>;
  /** `[label][predicted]`, in pictures. */
  confusion: Array<Array<number>>;
  /** The curves, for two classes that both have pictures. */
  binary: BinaryCurves | null;
  /**
   * Expected calibration error over ten bins of equal width, 0 to 1: how far the probability
   * of the most probable class is from how often that class is right.
   * Source: Guo et al., "On Calibration of Modern Neural Networks", 2017.
   */
  calibrationError: number;
}

/** A map of what in a picture speaks for one class. */
export interface Explanation {
  /** The index of the class. */
  classIndex: number;
  /** The method by which the map was made. */
  method: ExplanationMethod;
  /** Cells from top to bottom. */
  rows: number;
  /** Cells from left to right. */
  columns: number;
  /** `[rows, columns]`, from 0 to 1. */
  values: Array<number>;
  /** The sum of all that speaks for the class or against it, in the method's unit. */
  sum: number;
  /** The part of the network's input that the cells cover. */
  place: Area;
  /** The part of the picture that the cells cover. */
  onPicture: Area;
  /** The part of the picture that the network gets to see. */
  seen: Area;
  /** The warmest ninth of the picture. */
  region: Region;
  /** The region's share of the map, from 0 to 1. */
  share: number;
  /** The part of the map that may be said to lie there. */
  extent: Extent;
}

/** The method by which a map of what speaks for a class is made. */
export type ExplanationMethod = "cam" | "grad-cam" | "occlusion";

/** The part of the map that one region holds. */
export type Extent = "mostly" | "partly" | "everywhere" | "nowhere";

/** A reader's opinion of one prediction, as it is posted, kept and saved. */
export interface Feedback {
  /** The id in the model's card. All models of one architecture have the same. */
  modelId: string;
  /** SHA-256 of the weights in hexadecimal: which version predicted. */
  modelSha256: string;
  /** The class that the model named. */
  predicted: string;
  /** The model's probability of that class, 0 to 1. */
  probability: number;
  /** The class that the reader names; null for something else. May not be left out. */
  actual: string | null;
  /** The day in UTC, as `2026-01-31`: no time of day. */
  day: string;
  /** A small copy of the picture as a `data:` address of a JPEG, if the reader sent it. */
  picture?: string;
}

/** The figures of all feedback on one model. */
export interface FeedbackReport {
  /** All predictions with feedback, at least one. */
  total: CorrectShare;
  /** Predictions of which the reader says that it is none of the classes. */
  numSomethingElse: number;
  /** One per class, by the predicted class. */
  perClass: Array<CorrectShare>;
  /** The corrections, most frequent first. */
  corrections: Array<Correction>;
  /** The length of the periods: days while all feedback lies within [`MAX_DAYS_BY_DAY`], weeks beyond. */
  period: Period;
  /** The periods that have feedback, ascending. */
  periods: Array<PeriodShare>;
  /** The comparison with validation; none where the model was never validated. */
  againstValidation: AgainstValidation | null;
}

/** Something to act on, or to leave as it is. Pictures come in ascending order. */
export type Finding =
  | { kind: "too-few-classes" }
  | {
      kind: "empty-class";
      /** The class. */
      class: number;
    }
  | {
      kind: "too-few";
      /** The class. */
      class: number;
      /** The number of its pictures, at least 1. */
      count: number;
      /** [`PICTURES_WANTED`]. */
      needed: number;
    }
  | {
      kind: "imbalance";
      /** The largest class. */
      largestClass: number;
      /** The number of its pictures. */
      largest: number;
      /** The smallest class. */
      smallestClass: number;
      /** The number of its pictures. */
      smallest: number;
    }
  | {
      kind: "cross-class-duplicate";
      /** The positions of the pictures, at least one of two classes each. */
      pictures: Array<number>;
      /** Whether the files are equal, not merely the pictures nearly alike. */
      isExact: boolean;
    }
  | {
      kind: "duplicate";
      /** Two or more. */
      pictures: Array<number>;
      /** Whether the files are equal, not merely the pictures nearly alike. */
      isExact: boolean;
    }
  | {
      kind: "mostly-unseen";
      /** The class. */
      class: number;
      /** One or more. */
      pictures: Array<number>;
    }
  | {
      kind: "problem";
      /** The position of the picture. */
      picture: number;
      /** The problem. */
      problem: PictureProblem;
    };

/** The result of a run. */
export interface FinishedRun {
  /** The figures of the validation pictures, if there are any. They stand in the card as well. */
  validation: SubsetEvaluation | null;
  /** The figures of the test pictures, if there are any. */
  test: SubsetEvaluation | null;
  /** The energy below which a picture is none of the classes; none without validation pictures. */
  unknown: UnknownThreshold | null;
  /** The numbers of pictures. */
  counts: SubsetCounts;
}

/** A picture whose first prediction has changed. */
export interface Flip {
  /** The position of the picture. */
  picture: number;
  /** The class it is of. */
  label: number;
  /** The class that was predicted before. */
  before: number;
  /** The class that is predicted now. */
  after: number;
  /** The effect of the change. */
  effect: Effect;
}

/**
 * Measures of one picture, taken once.
 *
 * All but the size are taken from its luma (over white), reduced to at most 256 pixels on the
 * longer side: about what a network sees, so that a large photo is called blurred only where the
 * network would notice.
 */
export interface Inspection {
  /** Width in pixels, upright. */
  width: number;
  /** Height in pixels, upright. */
  height: number;
  /** Variance of the Laplacian, from 0. */
  sharpness: number;
  /** Standard deviation, 0 to 127.5. */
  contrast: number;
  /** Mean, 0 to 255. */
  brightness: number;
  /** [`PerceptualHash`] as 16 hexadecimal digits. */
  hash: string;
  /** The findings that a person may want to look at; mostly empty. */
  problems: Array<PictureProblem>;
}

/** What is known of a name. */
export interface KnownName {
  /** The meanings with classes below them, the most frequent first; none for a name that is not learnt yet. */
  senses: Array<Sense>;
  /**
   * Whether the first of them is what the name means most of the time. Where it is not, as of a mouse that may be
   * an animal, people have to say so.
   */
  isPlain: boolean;
}

/** A text file that may say which class each picture belongs to. */
export interface LabelTable {
  /** Where it lies; its ending tells what it is. */
  path: string;
  /** What is in it. */
  text: string;
}

/** A prediction beside the class that the picture is of. */
export interface LabelledPrediction {
  label: number;
  probabilities: Array<number>;
}

/** The layer of EfficientNet-Lite0 at which another network begins to read. */
export type Layer = "features" | "activations";

/** How a list of files was understood. */
export interface Layout {
  /**
   * The classes in the order in which their first files come. One name is empty where all files
   * lie in one place that has no name: the caller knows what to call it.
   */
  classes: Array<string>;
  /** One per file, in the order of the files. */
  places: Array<Place>;
  /** The level that was taken; absent where no folder tells the classes apart. */
  level: number | null;
  /** The levels that can be taken instead, the one taken among them. */
  levels: Array<Level>;
  /** Whether another level is as likely as the one taken: a person should look. */
  isAmbiguous: boolean;
}

/** Files on their way in, known by their paths alone. */
export interface LayoutRequest {
  /** The paths of what is taken for pictures, in Unicode's form C. */
  paths: Array<string>;
  /** The tables of labels beside them. */
  tables: Array<LabelTable>;
  /** The level of folders that a person chose. */
  level: number | null;
}

/** A level of folders that may be that of the classes. */
export interface Level {
  /** Counted from 0, the outermost folder that is not common to all. */
  level: number;
  /** The classes that it would make. */
  classes: Array<LevelClass>;
}

/** A class as a level of folders would make it. */
export interface LevelClass {
  /** The folder's name. */
  name: string;
  /** The number of its files. */
  numFiles: number;
}

/** Whether a map shows what the prediction rests on. */
export interface MaskCheckResult {
  /** The class's probability with nothing hidden. */
  probability: number;
  /** One for each of [`LEVELS`]. */
  levels: Array<MaskLevel>;
  /** Share of the moved copies whose warmest cells cost the class less, over all levels together. */
  beaten: number;
  /** Whether `beaten` is at least 80 %. */
  isFaithful: boolean;
}

/** The probabilities of a class with one share of the input hidden. */
export interface MaskLevel {
  /** The share of the input that is hidden, from 0 to 1. */
  share: number;
  /** The class's probability without the warmest cells. */
  hottest: number;
  /** The class's mean probability without as many cells elsewhere. */
  random: number;
}

/** The card of a model, for people. The labels come with each prediction. */
export interface ModelCard {
  /** Stable short name. */
  id: string;
  /** Name for people. */
  name: string;
  /** Version of the weights. */
  version: string;
  /** The architecture of the network. */
  architecture: string;
  /** SPDX expression. */
  licence: string;
  /** The origin of the weights: who made them, and from what. */
  source: string;
  /** The purposes that the model is good for, and those that it is not. */
  description: string;
  /** Length of the logits. */
  numClasses: number;
  /** Number of weights. */
  numParameters: number;
  /** Type the weights are stored in. */
  floatType: string;
  /** Hexadecimal SHA-256 of the weights: what a head over this network's features is bound to. */
  dataSha256: string;
  /** The checksum of the original, for a smaller copy of another model: the original's heads fit this one. */
  derivedFrom?: string;
}

/** The facts that the page knows of a model that is about to be written. */
export interface NewModel {
  name: string;
  /** The names of the classes, in the order of the logits. */
  classNames: Array<string>;
  /** Day of the training, as `2026-01-31`. */
  date: string | null;
  /** `cpu` or `webgpu`. */
  device: string;
  /** The network whose features the model reads, for a head over features. */
  backbone: BackboneRef | null;
}

/** A picture on its way into a [`PictureSet`]. */
export interface NewPicture {
  class: number;
  inspection: Inspection;
  /** Checksum of its file; equal sums mean equal files. */
  sha256: string | null;
  /** The camera burst it comes from. */
  burst: string | null;
  /** Whether it is set aside for the test. */
  isTest: boolean;
  /** Whether the newest version was validated on it. */
  wasValidation: boolean;
}

/** The length of time over which feedback is gathered. */
export type Period = "day" | "week";

/** The feedback of one period. */
export interface PeriodShare {
  /** Days since 1970-01-01. */
  firstDay: number;
  /** Predictions that readers gave feedback on. */
  count: number;
  /** The number of these that readers called right. */
  numCorrect: number;
  /** The share of these; 0 of none, between 0 and 1. */
  accuracy: Proportion;
}

/** The facts that a header states about a picture. */
export interface PictureInfo {
  /** Short upper-case name, such as `JPEG`. */
  format: string;
  /** Width in pixels as stored, before any EXIF rotation. */
  width: number;
  /** Height in pixels as stored. */
  height: number;
  /** Whether the file holds several frames, of which only the first is looked at. */
  isAnimated: boolean;
}

/** Why a picture may not be worth training on. A hint, never a verdict. */
export type PictureProblem = "too-small" | "blank" | "blurred" | "too-dark" | "too-bright";

/** Where one file goes. */
export type Place =
  | {
      to: "class";
      /** Its position in [`Layout::classes`]. */
      class: number;
      /** Given where the folders say so. */
      part: ReadyPart | null;
    }
  | { to: "unsorted" }
  | { to: "junk" };

/** The number format of the weights in a model file. */
export type Precision = "f32" | "f16" | "int8" | "int8-per-tensor";

/** One threshold, as in [`RocPoint`]. */
export interface PrecisionRecallPoint {
  /** The threshold; at the first point just above all probabilities. */
  threshold: number;
  /** Share of the positives among what counts as positive; 1 where nothing does. */
  precision: number;
  /** Share of the positives that count as positive. */
  recall: number;
}

/** The prediction of a model for one picture. */
export interface Prediction {
  /** The probability of each class, from 0 to 1; over all classes they sum to 1. */
  probabilities: Array<number>;
  /** The likeness of the picture to any of the classes at all, higher for more: see [`energy`]. */
  energy: number;
  /** Whether the picture is none of the classes, by the model's own threshold; never for a model without one. */
  isUnknown: boolean;
}

/** The predictions of two models for the same pictures, before and after. */
export interface PredictionChange {
  /** Pictures both were asked about, at least 1. */
  count: number;
  /** Share the model before has right. */
  accuracyBefore: Proportion;
  /** Share the model after has right. */
  accuracyAfter: Proportion;
  /** Share of the pictures with the same first prediction, right or wrong. */
  samePrediction: Proportion;
  /**
   * Exact McNemar test, two-sided: how probable so uneven a loss and gain would be if both were
   * equally good. 0 to 1.
   */
  pValue: number;
  /** Whether loss and gain are told from chance, as [`crate::evaluation::Comparison`] decides it. */
  isSignificant: boolean;
  /** One per class. */
  perClass: Array<ClassChange>;
  /** Pictures whose first prediction is another one now, ascending. */
  flips: Array<Flip>;
  /** The largest change of any score before the softmax. */
  maxLogitDifference: number;
}

/** A share of a whole, with its 95 % interval. All three lie between 0 and 1. */
export interface Proportion {
  /** The share itself. */
  value: number;
  /** Lower end of the interval. */
  low: number;
  /** Upper end of the interval. */
  high: number;
}

/** An entry of a file of feedback. */
export interface ReadFeedback {
  /** The receiver's id; none in a list that a reader saved. */
  id: string | null;
  modelId: string;
  modelSha256: string;
  predicted: string;
  probability: number;
  /** The class that the reader says it is; none for something else. */
  actual: string | null;
  day: string;
  /** The bytes of a JPEG; none where there is none, and where it is not taken. */
  picture: Uint8Array<ArrayBuffer> | null;
  /** Why the picture is not taken. */
  pictureFault: string | null;
}

/** The part of the data that a picture was prepared for, by whoever prepared it. */
export type ReadyPart = "train" | "validation" | "test";

/** The verdict on a new version. */
export type Recommendation = "better" | "no-clear-difference" | "worse" | "too-few-pictures";

/** A ninth of the picture. */
export type Region =
  | "upper-left"
  | "top"
  | "upper-right"
  | "left"
  | "centre"
  | "right"
  | "lower-left"
  | "bottom"
  | "lower-right";

/**
 * One threshold: pictures whose probability of the positive class is at least that count as
 * positive.
 */
export interface RocPoint {
  /** The threshold; at the first point just above all probabilities. */
  threshold: number;
  /** Share of the negatives that count as positive. */
  falsePositiveRate: number;
  /** Share of the positives that do: recall. */
  truePositiveRate: number;
}

/** Whether a run goes on. */
export type RunState = "running" | "finished" | "stopped-early" | "diverged";

/** The course of the learning rate. */
export type Schedule = "constant" | "cosine";

/** Means over classes, 0 to 1. */
export interface Scores {
  /** Mean precision. */
  precision: number;
  /** Mean recall, also called balanced accuracy. */
  recall: number;
  /** Mean F1. */
  f1: number;
}

/** One of the things that a name means, which has classes below it. */
export interface Sense {
  /** A stable name of the meaning: its first word, with the meaning's rank where that is not the first. */
  id: string;
  /** What it is, in English; empty where nobody can take it for something else. */
  gloss: string;
  /** The network's classes that are kinds of it, in their order; at least one. */
  classes: Array<number>;
}

/** The values that a number may have. */
export interface SettingRange {
  /** Smallest. */
  min: number;
  /** Largest. */
  max: number;
  /** The step by which a control moves it. */
  step: number;
}

/** The part of each picture, and what could not be had. */
export interface Split {
  /** One per picture. */
  parts: Array<Subset>;
  /** The warnings, in order of classes. */
  warnings: Array<SplitWarning>;
}

/** A class that does not get what it should. */
export type SplitWarning =
  | {
      code: "class-without-validation";
      /** The class. */
      class: number;
    }
  | {
      code: "class-without-test";
      /** The class. */
      class: number;
    }
  | {
      code: "validation-not-independent";
      /** The class. */
      class: number;
    }
  | {
      code: "test-not-independent";
      /** The class. */
      class: number;
    };

/** The figures of a few steps. */
export interface StepReport {
  /** Steps done since the start. */
  step: number;
  /** Steps of all epochs. */
  totalSteps: number;
  /**
   * The share of the run's work that is done, from 0 to 1. The epochs of fine-tuning differ widely, so
   * steps are no measure of the time that is left.
   */
  shareDone: number;
  /** The epoch of the last step, from 1. */
  epoch: number;
  /** Steps done in that epoch. */
  epochStep: number;
  /** Steps of an epoch. */
  stepsPerEpoch: number;
  /** Mean over the steps of this report. */
  loss: number | null;
  /** Set when the last step was its epoch's last. */
  finishedEpoch: EpochReport | null;
  /** Whether to go on asking. */
  state: RunState;
}

/** The use of a picture. */
export type Subset = "train" | "validation" | "test";

/** The numbers of pictures that a run had, by their use. */
export interface SubsetCounts {
  /** Pictures it learnt from. */
  train: number;
  /** Pictures it was watched on. */
  validation: number;
  /** Pictures it was evaluated on at the end and never before. */
  test: number;
}

/** The figures of one subset, and the predictions behind them. */
export interface SubsetEvaluation {
  /** The figures. */
  evaluation: Evaluation;
  /** One per picture, in the order of the data. */
  predictions: Array<SubsetPrediction>;
}

/** The prediction for a picture of the run's data. */
export interface SubsetPrediction {
  /** The picture's position in the data. */
  picture: number;
  /** The class that the picture is of. */
  label: number;
  /** The probability of each class. */
  probabilities: Array<number>;
}

/** A recommendation and what it rests on. */
export interface Successor {
  /** The verdict. */
  recommendation: Recommendation;
  /** Pictures that a recommendation needs. */
  numNeeded: number;
  /** The comparison of both versions; none without any picture. */
  comparison: Comparison | null;
}

/** A picture whose label the model disagrees with, confidently. */
export interface Suspect {
  /** The index of the picture. */
  picture: number;
  /** The class it was given. */
  given: number;
  /** The class it seems to be. */
  predicted: number;
  /** Probability of the latter. */
  probability: number;
  /** The lead of this class's probability over that of the given one, above 0. */
  margin: number;
}

/** One class and how sure the model is of it. */
export interface TopClass {
  /** The class's position. */
  index: number;
  /** The name of the class by language tag (`en`, `zh-Hans`). */
  label: { [key in string]: string };
  /** The probability of the class, from 0 to 1. */
  probability: number;
}

/** The card of a trained model's file. Files come from anywhere: what is unknown has to be checked. */
export interface TrainedCard {
  id: string;
  /** Hexadecimal SHA-256 of the weights: which version it is. */
  dataSha256: string;
  numParameters: number;
  /** The types of the arrays, such as `f32+i8`. */
  floatType: string;
  name: string;
  architecture: string;
  classNames: Array<string>;
  backboneSha256: string | null;
  unknown: unknown;
  metrics: unknown;
  training: unknown;
}

/** The record of a model's training. */
export interface TrainingRecord {
  /** The settings of the run, as JSON. */
  settings: TrainingSettings;
  /** `cpu` or `webgpu`. */
  device: string;
  /** One report per epoch, as JSON. */
  history: Array<EpochReport>;
  /** Pictures it learnt from. */
  numTrain: number;
  /** Pictures it was watched on. */
  numValidation: number;
  /** Pictures it was evaluated on at the end. */
  numTest: number;
}

/** Everything a run can be told. */
export interface TrainingSettings {
  /** The number of times that every picture is seen. */
  epochs: number;
  /** Pictures per step. */
  batchSize: number;
  /** Adam's step size. */
  learningRate: number;
  /** The course of the learning rate. */
  schedule: Schedule;
  /** Decoupled weight decay; 0 is none. */
  weightDecay: number;
  /** Share of hidden units (of features in a linear head) that are left out of each step. */
  dropout: number;
  /** Units of the hidden layer of a transfer or fine-tuned head; 0 is a linear head. */
  hiddenUnits: number;
  /** The number of epochs that come first, in which the head alone learns; for fine-tuning. */
  frozenEpochs: number;
  /** Adam's step size once the backbone's last layers learn along; for fine-tuning. */
  backboneLearningRate: number;
  /** Share of the pictures that is kept for validation. */
  validationShare: number;
  /** Whether rare classes count more, in inverse proportion to their number. */
  classWeights: boolean;
  /** Changes to the pictures. */
  augmentation: Augmentation;
  /** Stops after so many epochs without a lower validation loss and goes back to the best weights. */
  earlyStopping: number | null;
  /** The seed that everything random follows from, below 2⁵³. */
  seed: number;
}

/**
 * The measure of a picture's familiarity; higher is more familiar. A model file names it, so
 * that a later and better measure is not taken for this one.
 *
 * Logistic regression on EfficientNet-Lite0's features of four kinds of flowers (30 pictures each,
 * thresholds that keep 95 % of 80 others; mean over five choices) turns away 20 % of a fifth kind by
 * energy and 13 % by the distance to the nearest class mean (areas under the ROC curve 0.76 and 0.60), and 77 %
 * and 86 % of line drawings (0.97 both). Neither knows a picture of something else that resembles the classes.
 */
export type UnknownScore = "energy";

/** A calibrated threshold: a picture with a score of at least `threshold` is one of the classes. */
export interface UnknownThreshold {
  /** The score that the threshold is for. */
  score: UnknownScore;
  /** The least score of a known picture. */
  threshold: number;
  /** Share of the calibration's pictures, all of them of the classes, below the threshold. */
  falseAlarmRate: Proportion;
}

/** The pictures that neither of two models has learnt from, with what both predicted for them. */
export interface UnseenByBoth {
  /** The positions of these pictures, ascending. */
  pictures: Array<number>;
  /** The class that each is in. */
  labels: Array<number>;
  /** The class that the first model predicted for each. */
  predictedA: Array<number>;
  /** The class that the second model predicted for each. */
  predictedB: Array<number>;
  /** Pictures from readers that were kept back from either model, and are left out. */
  numFromReaders: number;
}

/** Whether readers see what the validation pictures promised. */
export type ValidationVerdict = "lower" | "alike" | "higher";

/** What a picture is, of a few names. */
export interface WordAnswer {
  /** The probability of each name, from 0 to 1; over all names they sum to 1. */
  probabilities: Array<number>;
  /** Whether the picture is none of them: known only as long as the words decide alone. */
  isUnknown: boolean;
  /** The share of all that the network sees in the picture that is among the names, from 0 to 1. */
  share: number;
}

/** The longest name of a class, in characters. */
export const MAX_CLASS_NAME_CHARS = 500;

/** Below this p-value a difference is no longer left to chance. */
export const SIGNIFICANCE_LEVEL = 0.05;

/** The largest JPEG in feedback, in bytes. */
export const MAX_PICTURE_BYTES = 300000;

/** The longest side of a picture in feedback, in pixels. */
export const MAX_PICTURE_SIDE = 1024;

/** The backbone's learning rate in settings from before there was fine-tuning. */
export const FORMER_BACKBONE_LEARNING_RATE = 0.00002;

/** The networks that people are offered, the default first. */
export const ARCHITECTURES: Readonly<Record<ArchitectureId, Readonly<ArchitectureFacts>>> = {
  "transfer": {"layer":"features","trainsBackbone":false,"selfContainedMegabytes":4,"hasTeachableMachineForm":true,"ownSettings":["hiddenUnits","augmentation.variants"],"defaults":{"epochs":100,"batchSize":16,"learningRate":0.004,"schedule":"cosine","weightDecay":0.5,"dropout":0.0,"hiddenUnits":0,"frozenEpochs":0,"backboneLearningRate":0.00002,"validationShare":0.2,"classWeights":true,"augmentation":{"flip":false,"crop":0.0,"rotate":0.0,"brightness":0.0,"variants":0},"earlyStopping":null,"seed":0}},
  "fine-tune": {"layer":"activations","trainsBackbone":true,"selfContainedMegabytes":8,"hasTeachableMachineForm":true,"ownSettings":["hiddenUnits","augmentation.variants","frozenEpochs","backboneLearningRate"],"defaults":{"epochs":60,"batchSize":16,"learningRate":0.004,"schedule":"cosine","weightDecay":0.5,"dropout":0.0,"hiddenUnits":0,"frozenEpochs":50,"backboneLearningRate":0.00002,"validationShare":0.2,"classWeights":true,"augmentation":{"flip":false,"crop":0.0,"rotate":0.0,"brightness":0.0,"variants":0},"earlyStopping":null,"seed":0}},
  "reference-cnn": {"layer":null,"trainsBackbone":false,"selfContainedMegabytes":null,"hasTeachableMachineForm":true,"ownSettings":[],"defaults":{"epochs":10,"batchSize":32,"learningRate":0.001,"schedule":"constant","weightDecay":0.0,"dropout":0.0,"hiddenUnits":0,"frozenEpochs":0,"backboneLearningRate":0.00002,"validationShare":0.2,"classWeights":false,"augmentation":{"flip":false,"crop":0.0,"rotate":0.0,"brightness":0.0,"variants":0},"earlyStopping":null,"seed":0}},
  "mlp": {"layer":null,"trainsBackbone":false,"selfContainedMegabytes":null,"hasTeachableMachineForm":true,"ownSettings":[],"defaults":{"epochs":20,"batchSize":32,"learningRate":0.001,"schedule":"constant","weightDecay":0.0,"dropout":0.0,"hiddenUnits":0,"frozenEpochs":0,"backboneLearningRate":0.00002,"validationShare":0.2,"classWeights":false,"augmentation":{"flip":false,"crop":0.0,"rotate":0.0,"brightness":0.0,"variants":0},"earlyStopping":null,"seed":0}},
  "recurrent": {"layer":null,"trainsBackbone":false,"selfContainedMegabytes":null,"hasTeachableMachineForm":false,"ownSettings":[],"defaults":{"epochs":20,"batchSize":32,"learningRate":0.001,"schedule":"constant","weightDecay":0.0,"dropout":0.0,"hiddenUnits":0,"frozenEpochs":0,"backboneLearningRate":0.00002,"validationShare":0.2,"classWeights":false,"augmentation":{"flip":false,"crop":0.0,"rotate":0.0,"brightness":0.0,"variants":0},"earlyStopping":null,"seed":0}},
};

/** What each number of the settings may be. */
export const SETTING_RANGES = {
  "augmentation.brightness": {"min":0.0,"max":0.5,"step":0.05},
  "augmentation.crop": {"min":0.0,"max":0.5,"step":0.05},
  "augmentation.rotate": {"min":0.0,"max":45.0,"step":1.0},
  "augmentation.variants": {"min":0.0,"max":8.0,"step":1.0},
  "backboneLearningRate": {"min":1e-6,"max":0.1,"step":1e-6},
  "batchSize": {"min":1.0,"max":256.0,"step":1.0},
  "dropout": {"min":0.0,"max":0.9,"step":0.05},
  "earlyStopping": {"min":1.0,"max":100.0,"step":1.0},
  "epochs": {"min":1.0,"max":500.0,"step":1.0},
  "frozenEpochs": {"min":0.0,"max":500.0,"step":1.0},
  "hiddenUnits": {"min":0.0,"max":1024.0,"step":1.0},
  "learningRate": {"min":1e-6,"max":1.0,"step":0.0001},
  "seed": {"min":0.0,"max":9007199254740991.0,"step":1.0},
  "validationShare": {"min":0.0,"max":0.5,"step":0.05},
  "weightDecay": {"min":0.0,"max":1.0,"step":0.001},
} as const satisfies Record<string, SettingRange>;
