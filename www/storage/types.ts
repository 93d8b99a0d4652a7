/** The records in the browser's own storage. */
import type {
  ArchitectureId,
  DeviceKind,
  EpochReport,
  Evaluation,
  Inspection,
  Precision,
  TrainingSettings,
  UnknownThreshold,
} from '../types/core.js';

export interface ProjectClass {
  id: string;
  name: string;
  isEnabled: boolean;
  /** One of eight; by position where nobody has chosen. */
  colour?: number | undefined;
  /** Which of its name's meanings is meant, empty for none that is known; absent where nobody has said so. */
  sense?: string | undefined;
}

/** The settings of an article around a model. Addresses are as they were typed, empty where there is none. */
export interface PublicationSettings {
  title: string;
  lede: string;
  camera: boolean;
  /** Readers may ask what a prediction rests on. */
  explain: boolean;
  feedback: boolean;
  feedbackUrl: string;
  address: string;
  /** The pictures that readers can try; absent while those that were proposed are good enough. */
  samplePictureIds?: string[];
}

/** One time that a version was made into the files of an article. */
export interface PublicationRecord {
  versionId: string;
  publishedAt: number;
  form: 'site' | 'page';
  /** The SHA-256 of the weights that readers download, hexadecimal: their feedback names it. */
  modelSha256: string;
}

export interface Project {
  id: string;
  name: string;
  createdAt: number;
  classes: ProjectClass[];
  /** The example that it was opened as, until its guide is closed. */
  example?: string | undefined;
  /** Findings that a person has decided to keep, as JSON. */
  keptFindings?: string[];
  /** The time when it was deleted; at a later start it is gone for good. */
  deletedAt?: number | undefined;
  /** What has been filled in to publish the project. */
  publication?: PublicationSettings;
  /** The publications in the order in which they were made. */
  publications?: PublicationRecord[];
  /** The job that was last chosen for training. */
  training?: TrainingJob;
  /** A run that has begun and has neither ended nor come to its first checkpoint. */
  begunRun?: TrainingJob | undefined;
  /** The version somebody chose to see; absent, it is the newest. */
  chosenVersionId?: string | undefined;
}

/** A picture without its pixels, which stand in a store of their own. */
export interface PictureRecord {
  id: string;
  projectId: string;
  classId: string;
  name: string;
  addedAt: number;
  /** The SHA-256 of the file, hexadecimal. */
  sha256: string;
  inspection: Inspection;
  /** Whether it is set aside: never learnt from and never looked at while tuning. */
  isTest?: boolean | undefined;
  /** Pictures taken in one go, which must stay on one side of the split. */
  burst?: string | undefined;
  /** The origin of a picture that came with a reader's feedback; absent for pictures of one's own. */
  origin?: 'reader' | undefined;
}

export interface PictureFiles {
  picture: Blob;
  thumbnail: Blob;
}

/** A file as the database keeps it: a Blob, or its bytes where the browser takes no Blobs. */
export type KeptFile = Blob | { bytes: ArrayBuffer; type: string };

export interface KeptPictureFiles {
  picture: KeptFile;
  thumbnail: KeptFile;
}

export interface StoredPicture {
  record: PictureRecord;
  files: PictureFiles;
}

export interface PicturePrediction {
  pictureId: string;
  /** Position of its class among the version's. */
  truth: number;
  probabilities: number[];
}

/** A picture whose class is doubted by a model that has not seen it. */
export interface Suspect {
  pictureId: string;
  givenClassId: string;
  predictedClassId: string;
  /** The probability of the predicted class. */
  probability: number;
}

export interface CrossValidation {
  folds: number;
  /** Every picture once, by the model that has not seen it. */
  evaluation: Evaluation;
  suspects: Suspect[];
}

/** A trained model and all that is known of it; its file stands in a store of its own. */
export interface ModelVersion {
  id: string;
  projectId: string;
  /** The number of the version, from 1, in the order of training. */
  number: number;
  createdAt: number;
  architecture: ArchitectureId;
  /** The precision of the weights; absent for the 32 bits of training. */
  precision?: Precision;
  classIds: string[];
  classNames: string[];
  settings: TrainingSettings;
  durationMs: number;
  history: EpochReport[];
  /** The figures on the validation pictures; null where there were none. */
  evaluation: Evaluation | null;
  predictions: PicturePrediction[];
  /** The figures on the pictures that were set aside; null where there were none. */
  test: Evaluation | null;
  counts: { train: number; validation: number; test: number };
  unknown: UnknownThreshold | null;
  /** The device that it was trained on; null for files that do not say. */
  device: TrainingDevice | null;
  ending: 'finished' | 'stopped-early' | 'cancelled' | 'opened';
  /** The cross-validation of the pictures of that time, by settings like this version's; absent where not asked for. */
  crossValidation?: CrossValidation;
}

export type TrainingDevice = DeviceKind;

export interface TrainingJob {
  architecture: ArchitectureId;
  settings: TrainingSettings;
  /** `auto` measures. */
  device: TrainingDevice | 'auto';
}

/** A run as it stood at the end of an epoch. */
export interface Checkpoint {
  projectId: string;
  savedAt: number;
  job: TrainingJob;
  epoch: number;
  /** The device that the run was under way on. */
  device: TrainingDevice;
  /** The pictures and classes of the run, in its order. */
  pictureIds: string[];
  classIds: string[];
  elapsedMs: number;
  /** The arithmetic of its features; missing in checkpoints from before there was more than one. */
  arithmetic?: string;
  bytes: Blob;
}

/** One reader's opinion of one prediction of a published version. Its picture stands in a store of its own. */
export interface ReaderFeedback {
  /** The project's id, and behind a slash what tells entries apart. */
  id: string;
  projectId: string;
  versionId: string;
  importedAt: number;
  /** Position among the version's classes. */
  predicted: number;
  /** The probability of `predicted`, from 0 to 1. */
  probability: number;
  /** Position among the version's classes; null for something else. */
  actual: number | null;
  /** The day, as `2026-01-31`. */
  day: string;
  /** The list, the place in it and the content, for feedback that readers saved as a file. */
  list?: { id: string; position: number; content: string } | undefined;
  /** The state of the picture that came along. */
  review?: 'waiting' | 'accepted' | 'rejected' | undefined;
  /** The id of the picture that an accepted one has become. */
  pictureId?: string | undefined;
}

/** A reader's picture that nobody has accepted or rejected yet. */
export interface ReaderPicture extends PictureFiles {
  inspection: Inspection;
  /** The SHA-256 of the file, hexadecimal. */
  sha256: string;
}

export interface StoredFeedback {
  feedback: ReaderFeedback;
  picture: ReaderPicture | null;
}
