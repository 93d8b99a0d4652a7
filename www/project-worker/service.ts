/** What the page's thread may ask of the training worker. Both sides import these types. */
import type {
  CrossValidation,
  EpochReport,
  Evaluation,
  Inspection,
  ModelVersion,
  PicturePrediction,
  Precision,
  Project,
  TrainingDevice,
  TrainingJob,
  TrainingSettings,
} from '../storage/index.js';
import type { Count, Explanation, MaskCheckResult, Outcome } from '../engine/worker/service.js';
import type {
  AnswerChange,
  ArchitectureInfo,
  CoreComparison,
  FieldReport,
  SettingRanges,
  Successor,
} from './messages.js';

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

export type DataProblem = { code: 'too-few-classes' } | { code: 'empty-class'; classId: string };

export interface SplitPlan {
  train: number;
  validation: number;
  /** Pictures that a person has set aside, with those that belong to them. */
  test: number;
  /** Of these, how many nobody has marked: they are nearly the same as a marked one, or of one burst with it. */
  testFollowers: number;
  /** Classes whose pictures are all needed for training. */
  classesWithoutValidation: string[];
  /** Why training cannot start: too few classes, or a class without pictures. */
  problem: DataProblem | null;
}

export interface TrainingProgress {
  phase: 'loading' | 'reading' | 'measuring' | 'training' | 'saving';
  /** Known once it is training. */
  device: TrainingDevice | null;
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

/** Hands over the file of the backbone; `isFresh` goes past every cache. */
export type FetchBackbone = (isFresh: boolean) => Promise<Outcome<Blob>>;

export type { Count };

export interface PublishRequest {
  versionId: string;
  /** A folder for a web host as a zip, or one HTML file that carries everything. */
  form: 'site' | 'page';
  /** What the article calls it. */
  title: string;
  /** A sentence under the title. */
  lede: string;
  language: 'en' | 'zh-Hans';
  camera: boolean;
  /** Readers may ask what an answer rests on. */
  explain: boolean;
  feedback: boolean;
  /** Where readers' answers go, if anywhere; absolute. */
  feedbackUrl: string | null;
  /** Where the folder will lie; absolute, or null for addresses relative to the article. */
  address: string | null;
  /** Pictures of the project that readers may ask about. */
  samplePictureIds: string[];
}

export interface Publication {
  file: Blob;
  /** For the article; null where the file is the article. */
  snippet: string | null;
  /** Bytes that a reader downloads, as they are stored. */
  modelBytes: number;
  backboneBytes: number;
  /** Validation pictures that the published model answers as the version does. */
  agreement: { same: number; total: number /** Of its classes, yet called none of them. */; numUnknown: number };
  /** Of the weights that readers download, hexadecimal. */
  modelSha256: string;
}

/** What has become of a file with readers' answers. */
export interface AnswerImport {
  /** Of a receiver, by lines; or saved by a reader, as a list. */
  form: 'received' | 'saved';
  numAdded: number;
  /** Were there already. */
  numKnown: number;
  /** About models that are not of this project. */
  numElsewhere: number;
  /** Came along with the added ones. */
  numPictures: number;
  /** The first of them, by line or position in the list. */
  refused: { number: number; code: string; detail: Record<string, string | number> }[];
  numRefused: number;
  /** The last line was not written to its end. */
  isCut: boolean;
  isStopped: boolean;
}

export interface FieldReportOf {
  versionId: string;
  report: FieldReport;
}

/** What is to be known of a reader's picture before it is accepted. */
export interface TrayNote {
  answerId: string;
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
  strangeness: number;
}

/** A version in fewer bits, and what that has cost. */
export interface Compression {
  precision: Precision;
  file: Blob;
  bytesBefore: number;
  bytesAfter: number;
  /** Null where there are no pictures to ask about. */
  checked: Checked | null;
  /** Milliseconds of one answer on this device, from the prepared picture on. */
  msBefore: number;
  msAfter: number;
}

export interface Checked {
  change: AnswerChange;
  /** By the positions of `change.flips`. */
  pictureIds: string[];
  evaluation: Evaluation;
  predictions: PicturePrediction[];
}

export interface TrainingService {
  /** Compiles the wasm module. Must come first. The backbone is fetched when features are first needed. */
  open(fetchBackbone: FetchBackbone): Promise<Outcome<null>>;
  architectures(classCount: number, settings: TrainingSettings | null): Promise<Outcome<ArchitectureInfo[]>>;
  settingRanges(): Promise<Outcome<SettingRanges>>;
  inspect(picture: Blob): Promise<Outcome<InspectedPicture>>;
  /** Pictures outside of any folder get the zip's own name as theirs. */
  readZip(file: Blob, name: string): Promise<Outcome<ZippedPicture[]>>;
  review(projectId: string): Promise<Outcome<Finding[]>>;
  plan(projectId: string, settings: TrainingSettings): Promise<Outcome<SplitPlan>>;
  train(
    projectId: string,
    /** Null goes on from the stored checkpoint. */
    job: TrainingJob | null,
    onProgress: (progress: TrainingProgress) => void,
  ): Promise<Outcome<ModelVersion>>;
  crossValidate(projectId: string, job: TrainingJob, onProgress: Count): Promise<Outcome<CrossValidation>>;
  command(command: RunCommand): Promise<Outcome<null>>;
  classify(versionId: string, picture: Blob): Promise<Outcome<TrainedAnswer>>;
  /** What in the picture speaks for each of `classes`; long for networks without a feature map. */
  explain(
    versionId: string,
    picture: Blob,
    classes: number[],
    job: string,
    onProgress: Count,
  ): Promise<Outcome<Explanation[]>>;
  /** Whether the answer rests on what the map says. */
  checkMap(
    versionId: string,
    picture: Blob,
    map: Explanation,
    job: string,
    onProgress: Count,
  ): Promise<Outcome<MaskCheckResult>>;
  /** Ends an explanation or a check with `explanation.cancelled`. */
  cancelJob(job: string): Promise<Outcome<null>>;
  compare(a: number[], b: number[], truths: number[]): Promise<Outcome<CoreComparison>>;
  /** Reads a file of readers' answers into the project; counts bytes. */
  importAnswers(projectId: string, file: Blob, onProgress: Count): Promise<Outcome<AnswerImport>>;
  /** Ends the reading that is under way; what was read is kept. */
  stopReading(): Promise<Outcome<null>>;
  fieldReports(projectId: string): Promise<Outcome<FieldReportOf[]>>;
  trayNotes(projectId: string): Promise<Outcome<TrayNote[]>>;
  /** The classes that a new version and the published one answer for pictures neither has learnt from. */
  recommend(candidate: number[], published: number[], truths: number[]): Promise<Outcome<Successor>>;
  /** Arranges the pictures of the classes that are switched on. `command('discard')` stops it. */
  map(projectId: string, onProgress: Count): Promise<Outcome<MappedPicture[]>>;
  /** Makes a smaller copy and asks both about the pictures that were kept back. `command('discard')` stops it. */
  compress(versionId: string, precision: Precision, onProgress: Count): Promise<Outcome<Compression>>;
  /** Stores it as a version of its own. */
  keepCompressed(versionId: string, made: Compression): Promise<Outcome<ModelVersion>>;
  /** Milliseconds of one answer of each version, measured in turns. */
  timeAnswers(versionIds: string[]): Promise<Outcome<number[]>>;
  toOnnx(versionId: string): Promise<Outcome<Blob>>;
  /** Only for models over features; the others are whole as they are. */
  toSelfContained(versionId: string): Promise<Outcome<Blob>>;
  /** Makes the files of an article from a version. */
  publish(request: PublishRequest, onProgress: Count): Promise<Outcome<Publication>>;
  saveProject(projectId: string): Promise<Outcome<Blob>>;
  /** Ends the opening that is under way with `project.cancelled`. */
  cancelOpening(): Promise<Outcome<null>>;
  openProject(file: Blob, onProgress: Count): Promise<Outcome<Project>>;
  openModel(projectId: string, file: Blob): Promise<Outcome<ModelVersion>>;
}
