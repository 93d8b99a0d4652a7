/** The messages to and from the project worker. Both sides import these types. */
import type {
  EpochReport,
  Evaluation,
  FeedbackReport,
  Inspection,
  Level,
  Precision,
  PredictionChange,
  Successor,
} from '../types/core.js';
import type { PicturePrediction, PictureRecord, Project, TrainingDevice } from '../storage/index.js';
import type { ErrorData } from '../shared/errors.js';
import type { TimedPrediction } from '../shared/worker/timed-prediction.js';
import type { NameEncoding, Reading } from './archive/name-encoding.js';

export interface InspectedPicture {
  inspection: Inspection;
  /** The SHA-256 of the file, hexadecimal. */
  sha256: string;
  /** A small copy, at most 160 pixels on its longer side. */
  thumbnail: Blob;
}

/** Pictures on their way into the classes of a project. */
export interface Incoming {
  projectId: string;
  pictures: PlacedPicture[];
}

export interface PlacedPicture extends IncomingPicture {
  classId: string;
}

export interface IncomingPicture {
  /** The picture, or the zip that it is in. */
  file: Blob;
  /** The path in the zip. */
  entry?: string;
  /** The name of its file, without folders. */
  name: string;
  /** The id shared by pictures taken in one go. */
  burst?: string;
  /** How the names in the zip are written, where that was guessed or said. */
  encoding?: NameEncoding;
  /** It was set aside for the test by whoever prepared it. */
  isTest?: boolean;
}

/** The result for a picture: what is stored of it now, or why it could not be used. */
export type Taken =
  | { record: PictureRecord; error?: undefined }
  | { record?: undefined; name: string; error: ErrorData };

/** Something that could not be used, and why. */
export interface LeftOut {
  name: string;
  error: ErrorData;
}

export interface OpenedProject {
  project: Project;
  /** Pictures and versions that are missing in the file, or cannot be read here. */
  leftOut: LeftOut[];
}

/** A file that somebody dropped or chose. */
export interface GivenFile {
  /** With folders, separated by `/`. */
  path: string;
  file: Blob;
  /** The id shared by pictures taken in one go. */
  burst?: string | undefined;
}

/** Files to be sorted into classes. */
export interface SortRequest {
  files: readonly GivenFile[];
  /** The languages of the reader, which suggest how the names in a zip are written. */
  languages: readonly string[];
  /** All pictures are for one class, whatever folders they lie in; zips by themselves make their own classes. */
  isOneClass?: boolean;
  /** How they are written, where a person has said so. */
  encoding?: NameEncoding | undefined;
  /** The level of folders that tells classes apart, where a person has said so. */
  level?: number | undefined;
}

/** How the files of a zip, or all others together, were understood. */
export interface SortedSource {
  /** The name of the zip; null for the files that lay in none. */
  archive: string | null;
  /** Its files, by their positions in the request. */
  of: number[];
  /** A name is empty where the files lie in no folder, or all are for one class. */
  classes: { name: string; pictures: IncomingPicture[] }[];
  /** The level of folders that was taken, and those that can be taken instead. */
  level: number | null;
  levels: Level[];
  /** Another level is as likely: a person should look before anything is added. */
  isAmbiguous: boolean;
  /** The encoding of the names, where nothing but they themselves told it. */
  encoding: NameEncoding | null;
  /** Names as they read in each of the encodings that are possible. */
  readings: Reading[];
  leftOut: LeftOut[];
  /** The number of files that are no pictures by their names, or lie where no class does. */
  numOthers: number;
  /** A project, which is opened and not added to another one: the zip, or the files of its folder. */
  project: Blob | GivenFile[] | null;
  /** Models, which become versions. */
  models: Blob[];
}

/** A project that a picture can be added to from another page. */
export interface TeachableProject {
  id: string;
  name: string;
  classNames: string[];
}

/** A picture and what is on it. */
export interface Lesson {
  /** Null for a new project. */
  projectId: string | null;
  /** The name of the project, where it is a new one. */
  newProjectName: string;
  className: string;
  picture: Blob;
  /** The name of the picture's file. */
  name: string;
}

/** Where a picture has gone. */
export interface Taught {
  projectId: string;
  projectName: string;
  className: string;
  /** The pictures that the class has now. */
  count: number;
}

/** Classes that are told apart by their names, as long as no version has been trained. */
export interface WordsAsked {
  projectId: string;
  /** For each class the network's classes below its name; none for a name that is not learnt yet. */
  words: { classId: string; classes: number[] }[];
}

export interface WordsPrediction extends TimedPrediction {
  /** The photos that count beside the names. */
  numPhotos: number;
  /** How much the names count, from 0 to 1. */
  wordWeight: number;
}

/** Something to look at in the data, by the ids of pictures and classes. */
export type Finding =
  | { kind: 'problem'; pictureIds: string[]; problem: Inspection['problems'][number] }
  | { kind: 'duplicate' | 'cross-class-duplicate'; pictureIds: string[]; isExact: boolean }
  | { kind: 'mostly-unseen'; classId: string; pictureIds: string[] }
  | { kind: 'imbalance'; largestClassId: string; largest: number; smallestClassId: string; smallest: number }
  | { kind: 'too-few'; classId: string; count: number; needed: number };

/** Why training cannot start. */
export type DataProblem = { code: 'too-few-classes' } | { code: 'empty-class'; classIds: string[] };

export interface SplitPlan {
  train: number;
  validation: number;
  /** Pictures that a person has set aside, with those that belong to them. */
  test: number;
  /** The number of these that are not marked: they are nearly the same as a marked one, or of one burst with it. */
  testFollowers: number;
  /** Classes whose pictures are all needed for training. */
  classesWithoutValidation: string[];
  /** Classes whose validation pictures have near relatives among those to learn from. */
  classesNotIndependent: string[];
  /** Why training cannot start: too few classes, or a class without pictures. */
  problem: DataProblem | null;
}

export interface TrainingProgress {
  phase: 'loading' | 'reading' | 'measuring' | 'training' | 'saving';
  /** The device, known once it is training. */
  device: TrainingDevice | null;
  /** The pictures or steps of the phase that are done. */
  done: number;
  total: number;
  /** The number of the epoch, from 1. */
  epoch: number;
  epochs: number;
  loss: number | null;
  history: EpochReport[];
  secondsLeft: number | null;
}

/** The way a run goes on: `keep` ends it with what it has learnt so far. */
export type RunCommand = 'run' | 'pause' | 'keep';

export interface PublishRequest {
  versionId: string;
  /** A folder for a web host as a zip, or one HTML file that carries everything. */
  form: 'site' | 'page';
  /** The name of the model in the article. */
  title: string;
  /** A sentence under the title. */
  lede: string;
  language: 'en' | 'zh-Hans';
  camera: boolean;
  /** Readers may ask what a prediction rests on. */
  explain: boolean;
  feedback: boolean;
  /** The address that readers' feedback goes to, if anywhere; absolute. */
  feedbackUrl: string | null;
  /** The address where the folder will lie; absolute, or null for addresses relative to the article. */
  address: string | null;
  /** Pictures of the project that readers may ask about. */
  samplePictureIds: string[];
}

/** The code for an article around a folder of files. */
export interface ArticleCode {
  /** The script and the element. */
  element: string;
  /** The iframe, for articles in which no script may stand. */
  iframe: string;
  /** The folder's address, absolute and with a slash at its end; null where it is unknown and the code relative. */
  address: string | null;
}

/** The page of an article as its readers will meet it, to be shown before anything is published. */
export interface PublicationPreview {
  /** The page as it stands in the folder. */
  html: string;
  /** Its style sheet. */
  style: string;
}

/** The files that a preview needs beside its page. */
export interface PreviewFiles {
  /** The addresses of the widget's parts. */
  script: string;
  worker: string;
  runtime: string;
  /** The elements that carry model and backbone, by their ids: base64 of a gzip. */
  carried: Record<string, string>;
}

export interface Publication {
  file: Blob;
  /** The code for the article; null where the file is the article. */
  code: ArticleCode | null;
  /** Bytes that a reader downloads, as they are stored. */
  modelBytes: number;
  backboneBytes: number;
  /** Validation pictures that the published model predicts as the version does. */
  agreement: { same: number; total: number /** Of its classes, yet called none of them. */; numUnknown: number };
  /** The SHA-256 of the weights that readers download, hexadecimal. */
  modelSha256: string;
}

/** The result of reading a file with readers' feedback. */
export interface FeedbackImport {
  /** The form of the file: of a receiver, by lines; or saved by a reader, as a list. */
  form: 'received' | 'saved';
  numAdded: number;
  /** The number of entries that were there already. */
  numKnown: number;
  /** About models that are not of this project. */
  numElsewhere: number;
  /** The number of pictures that came along with the added entries. */
  numPictures: number;
  /** The first of them, by line or position in the list. */
  refused: { number: number; code: string; detail: Record<string, string | number> }[];
  numRefused: number;
  /** The last line was not written to its end. */
  isCut: boolean;
  isStopped: boolean;
}

/** Two versions on the pictures that neither has learnt from: A as the successor of B. */
export interface VersionsCompared extends Successor {
  /** The pictures by the positions of `comparison`; classes by their ids. */
  pictures: { pictureId: string; label: string; predictedA: string; predictedB: string }[];
  /** Left out: they came back because of what one of the versions had predicted. */
  numFromReaders: number;
}

/** The place that a reader's picture goes to: a class, or away where there is none. */
export interface TrayDecision {
  feedbackId: string;
  classId: string | null;
}

export interface FeedbackReportOf {
  versionId: string;
  report: FeedbackReport;
}

/** The notes on a reader's picture for those who accept it. */
export interface TrayNote {
  feedbackId: string;
  problems: Inspection['problems'];
  /** A picture of the project that it is, or nearly is. */
  alike: { pictureId: string; classId: string; isExact: boolean } | null;
  /** Nearly the same as another one that waits. */
  isRepeated: boolean;
}

/** A picture on the map of its project. */
export interface MappedPicture {
  pictureId: string;
  /** 0 to 1. */
  x: number;
  y: number;
  /** The most like it first. */
  nearestIds: string[];
  /** Share of these that are in other classes, 0 to 1. */
  otherClassShare: number;
}

/** How far looking at pictures is: those done, all, and those among all that were never looked at before. */
export type LookingProgress = [done: number, total: number, numNew: number];

/** A picture that is like another one. */
export interface SimilarPicture {
  pictureId: string;
  /** The cosine of the two pictures' features, at most 1. */
  similarity: number;
  /** Pictures that are nearly the same as this one, and not shown beside it. */
  nearDuplicateIds: string[];
}

/** A version in fewer bits, and what that has cost. */
export interface Compression {
  precision: Precision;
  file: Blob;
  bytesBefore: number;
  bytesAfter: number;
  /** The comparison of both copies; null where there are no pictures to ask about. */
  checked: Checked | null;
  /** Milliseconds of one prediction on this device, from the prepared picture on. */
  msBefore: number;
  msAfter: number;
}

export interface Checked {
  change: PredictionChange;
  /** The ids of the pictures by the positions of `change.flips`. */
  pictureIds: string[];
  evaluation: Evaluation;
  predictions: PicturePrediction[];
}
