/** The training worker, seen from the page: started at the first call, and started again after a crash. */
import { proxy, type Remote } from 'comlink';
import type {
  CrossValidation,
  ModelVersion,
  Precision,
  Project,
  TrainingJob,
  TrainingSettings,
} from '../storage/index.js';
import type { Explanation, MaskCheckResult, Outcome } from './worker/service.js';
import type { ArchitectureInfo, CoreComparison, SettingRanges, Successor } from '../project-worker/messages.js';
import type {
  AnswerImport,
  Compression,
  FieldReportOf,
  Finding,
  InspectedPicture,
  MappedPicture,
  Publication,
  PublishRequest,
  RunCommand,
  SplitPlan,
  TrainedAnswer,
  TrainingProgress,
  TrainingService,
  TrayNote,
  ZippedPicture,
} from '../project-worker/service.js';
import type { KilnError } from '../shared/errors.js';
import { longCall, type LongCall } from './jobs.js';
import { downloadModel } from './model-download.js';
import { WorkerConnection } from './worker-connection.js';

type Connection = WorkerConnection<TrainingService>;

/** Every call rejects with a {@link KilnError}. Dispatches `progress` while a run is under way. */
export class Trainer extends EventTarget {
  #connection: Promise<Connection> | null = null;
  #progress: TrainingProgress | null = null;

  /** Of the run that is under way. */
  get progress(): TrainingProgress | null {
    return this.#progress;
  }

  architectures(classCount: number, settings: TrainingSettings | null): Promise<ArchitectureInfo[]> {
    return this.#call((service) => service.architectures(classCount, settings));
  }

  settingRanges(): Promise<SettingRanges> {
    return this.#call((service) => service.settingRanges());
  }

  inspect(picture: Blob): Promise<InspectedPicture> {
    return this.#call((service) => service.inspect(picture));
  }

  readZip(file: Blob, name: string): Promise<ZippedPicture[]> {
    return this.#call((service) => service.readZip(file, name));
  }

  review(projectId: string): Promise<Finding[]> {
    return this.#call((service) => service.review(projectId));
  }

  plan(projectId: string, settings: TrainingSettings): Promise<SplitPlan> {
    return this.#call((service) => service.plan(projectId, settings));
  }

  /** Trains a version; without a job it goes on with the interrupted run of the project. */
  async train(projectId: string, job: TrainingJob | null): Promise<ModelVersion> {
    const epochs = job?.settings.epochs ?? 0;
    let isOver = false;
    this.#show({
      phase: 'loading',
      device: null,
      done: 0,
      total: 0,
      epoch: 0,
      epochs,
      loss: null,
      history: [],
      secondsLeft: null,
    });
    try {
      // Reports and the result come by different ways: a late report must not bring the run back to life.
      const onProgress = proxy((progress: TrainingProgress) => {
        if (!isOver) this.#show(progress);
      });
      return await this.#call((service) => service.train(projectId, job, onProgress));
    } finally {
      isOver = true;
      this.#show(null);
    }
  }

  /** Trains once per fold, on everything but the fold, and judges every picture that way. */
  crossValidate(
    projectId: string,
    job: TrainingJob,
    onProgress: (done: number, total: number) => void,
  ): Promise<CrossValidation> {
    return this.#call((service) => service.crossValidate(projectId, job, proxy(onProgress)));
  }

  command(command: RunCommand): void {
    void this.#connection
      ?.then((connection) => connection.call((service) => service.command(command)))
      .catch(() => undefined);
  }

  classify(versionId: string, picture: Blob): Promise<TrainedAnswer> {
    return this.#call((service) => service.classify(versionId, picture));
  }

  /** What in the picture speaks for each of `classes`; long for networks without a feature map. */
  explain(versionId: string, picture: Blob, classes: number[], options: LongCall = {}): Promise<Explanation[]> {
    return longCall(
      options,
      (job, report) => this.#call((service) => service.explain(versionId, picture, classes, job, report)),
      (job) => this.#call((service) => service.cancelJob(job)),
    );
  }

  /** Whether the answer rests on what the map says. */
  checkMap(versionId: string, picture: Blob, map: Explanation, options: LongCall = {}): Promise<MaskCheckResult> {
    return longCall(
      options,
      (job, report) => this.#call((service) => service.checkMap(versionId, picture, map, job, report)),
      (job) => this.#call((service) => service.cancelJob(job)),
    );
  }

  /** Two models on the same pictures. */
  compare(a: number[], b: number[], truths: number[]): Promise<CoreComparison> {
    return this.#call((service) => service.compare(a, b, truths));
  }

  /** Reads a file of readers' answers; `onProgress` counts bytes. */
  importAnswers(
    projectId: string,
    file: Blob,
    onProgress: (done: number, total: number) => void,
  ): Promise<AnswerImport> {
    return this.#call((service) => service.importAnswers(projectId, file, proxy(onProgress)));
  }

  /** The reading that is under way ends before the next answer. */
  async stopReading(): Promise<void> {
    await this.#call((service) => service.stopReading());
  }

  /** What readers said of each version. */
  fieldReports(projectId: string): Promise<FieldReportOf[]> {
    return this.#call((service) => service.fieldReports(projectId));
  }

  trayNotes(projectId: string): Promise<TrayNote[]> {
    return this.#call((service) => service.trayNotes(projectId));
  }

  /** Whether a version should take the place of the published one, by the classes both answer. */
  recommend(candidate: number[], published: number[], truths: number[]): Promise<Successor> {
    return this.#call((service) => service.recommend(candidate, published, truths));
  }

  /** The pictures as points. `command('discard')` ends it with `map.cancelled`. */
  map(projectId: string, onProgress: (done: number, total: number) => void): Promise<MappedPicture[]> {
    return this.#call((service) => service.map(projectId, proxy(onProgress)));
  }

  /** A smaller copy of a version, and what that costs. `command('discard')` ends it with `compress.cancelled`. */
  compress(
    versionId: string,
    precision: Precision,
    onProgress: (done: number, total: number) => void,
  ): Promise<Compression> {
    return this.#call((service) => service.compress(versionId, precision, proxy(onProgress)));
  }

  /** Stores the smaller copy as a version of its own. */
  keepCompressed(versionId: string, made: Compression): Promise<ModelVersion> {
    return this.#call((service) => service.keepCompressed(versionId, made));
  }

  /** Milliseconds of one answer of each version, on this device. */
  timeAnswers(versionIds: string[]): Promise<number[]> {
    return this.#call((service) => service.timeAnswers(versionIds));
  }

  /** The version as an ONNX file. */
  toOnnx(versionId: string): Promise<Blob> {
    return this.#call((service) => service.toOnnx(versionId));
  }

  toSelfContained(versionId: string): Promise<Blob> {
    return this.#call((service) => service.toSelfContained(versionId));
  }

  /** The files of an article. */
  publish(request: PublishRequest, onProgress: (done: number, total: number) => void): Promise<Publication> {
    return this.#call((service) => service.publish(request, proxy(onProgress)));
  }

  /** The project with its pictures and models as a zip. */
  saveProject(projectId: string): Promise<Blob> {
    return this.#call((service) => service.saveProject(projectId));
  }

  /** The opening that is under way fails with `project.cancelled`, and keeps nothing. */
  async cancelOpening(): Promise<void> {
    await this.#call((service) => service.cancelOpening());
  }

  /** Stores the project of such a zip as a new one. */
  openProject(file: Blob, onProgress: (done: number, total: number) => void): Promise<Project> {
    return this.#call((service) => service.openProject(file, proxy(onProgress)));
  }

  /** Stores a model file as a version of the project. */
  openModel(projectId: string, file: Blob): Promise<ModelVersion> {
    return this.#call((service) => service.openModel(projectId, file));
  }

  async #call<T>(ask: (service: Remote<TrainingService>) => Promise<Outcome<T>>): Promise<T> {
    this.#connection ??= this.#start();
    return (await this.#connection).call(ask);
  }

  async #start(): Promise<Connection> {
    const worker = new Worker(new URL('../project-worker/project-worker.ts', import.meta.url), {
      type: 'module',
      name: 'kiln-training',
    });
    const connection: Connection = new WorkerConnection(worker);
    connection.onEnd = () => this.#forget();
    try {
      await connection.call((service) => service.open(proxy(fetchBackbone)));
    } catch (error) {
      connection.terminate();
      this.#forget();
      throw error;
    }
    return connection;
  }

  /** The next call starts anew; pictures and the last checkpoint are in storage. */
  #forget(): void {
    this.#connection = null;
    this.#show(null);
  }

  #show(progress: TrainingProgress | null): void {
    this.#progress = progress;
    this.dispatchEvent(new Event('progress'));
  }
}

/** The network whose features transfer learning reads. Most visitors have it from the first page. */
async function fetchBackbone(isFresh: boolean): Promise<Outcome<Blob>> {
  try {
    return { isOk: true, value: await downloadModel({ isFresh, onProgress: () => undefined }) };
  } catch (error) {
    const { code, message, detail } = error as KilnError;
    return { isOk: false, error: { code, message, detail } };
  }
}
