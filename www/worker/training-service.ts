/** What the page's thread may ask of the training worker. Both sides import these types. */
import type { Inspection, ModelVersion, TrainingJob, TrainingSettings, EpochReport } from '../storage/index.js';
import type { Outcome } from './service.js';
import type { ArchitectureInfo, SettingRanges } from './training-messages.js';

export interface InspectedPicture {
  inspection: Inspection;
  /** Of the file, hexadecimal. */
  sha256: string;
  /** At most 160 pixels on its longer side. */
  thumbnail: Blob;
}

export interface ZippedPicture {
  /** With folders, separated by `/`. */
  path: string;
  picture: Blob;
}

/** Something to look at in the data, by the ids of pictures and classes. */
export type Finding =
  | { kind: 'problem'; pictureIds: string[]; problem: Inspection['problems'][number] }
  | { kind: 'duplicate' | 'cross-class-duplicate'; pictureIds: string[]; isExact: boolean }
  | { kind: 'imbalance'; largestClassId: string; largest: number; smallestClassId: string; smallest: number }
  | { kind: 'too-few'; classId: string; count: number; needed: number };

export interface SplitPlan {
  train: number;
  validation: number;
  /** Classes whose pictures are all needed for training. */
  classesWithoutValidation: string[];
  /** Why training cannot start: too few classes, or a class without pictures. */
  problem: { code: 'too-few-classes' } | { code: 'empty-class'; classId: string } | null;
}

export interface TrainingProgress {
  phase: 'loading' | 'reading' | 'training' | 'saving';
  /** Of the phase: pictures, or steps. */
  done: number;
  total: number;
  /** From 1. */
  epoch: number;
  epochs: number;
  loss: number | null;
  history: EpochReport[];
  secondsLeft: number | null;
}

/** How a run goes on. */
export type RunCommand = 'run' | 'pause' | 'keep' | 'discard';

export interface TrainedAnswer {
  /** One per class of the version. */
  probabilities: number[];
  /** None of the classes, by the version's threshold. */
  isUnknown: boolean;
  elapsedMs: number;
}

export interface TrainingService {
  /** Compiles the wasm module. Must come first. */
  open(): Promise<Outcome<null>>;
  /** Hands over the file of the backbone; it is read when features are first needed. */
  setBackbone(file: Blob): Promise<Outcome<null>>;
  architectures(classCount: number, settings: TrainingSettings | null): Promise<Outcome<ArchitectureInfo[]>>;
  settingRanges(): Promise<Outcome<SettingRanges>>;
  inspect(picture: Blob): Promise<Outcome<InspectedPicture>>;
  readZip(file: Blob): Promise<Outcome<ZippedPicture[]>>;
  review(projectId: string): Promise<Outcome<Finding[]>>;
  plan(projectId: string, settings: TrainingSettings): Promise<Outcome<SplitPlan>>;
  train(
    projectId: string,
    /** Null goes on from the stored checkpoint. */
    job: TrainingJob | null,
    onProgress: (progress: TrainingProgress) => void,
  ): Promise<Outcome<ModelVersion>>;
  command(command: RunCommand): Promise<void>;
  classify(versionId: string, picture: Blob): Promise<Outcome<TrainedAnswer>>;
}
