/** The training worker, seen from the page: started at the first call, and started again after a crash. */
import { proxy, wrap, type Remote } from 'comlink';
import type { ModelVersion, TrainingJob, TrainingSettings } from '../storage/index.js';
import type { Outcome, WorkerEvent } from '../worker/service.js';
import type { ArchitectureInfo, SettingRanges } from '../worker/training-messages.js';
import type {
  Finding,
  InspectedPicture,
  RunCommand,
  SplitPlan,
  TrainedAnswer,
  TrainingProgress,
  TrainingService,
  ZippedPicture,
} from '../worker/training-service.js';
import { KilnError, kilnError } from './errors.js';
import { downloadModel } from './model-download.js';

/** Every call rejects with a {@link KilnError}. Dispatches `progress` while a run is under way. */
export class Trainer extends EventTarget {
  #session: Promise<Session> | null = null;
  #backbone: Promise<void> | null = null;
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

  readZip(file: Blob): Promise<ZippedPicture[]> {
    return this.#call((service) => service.readZip(file));
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
    this.#show({ phase: 'loading', done: 0, total: 0, epoch: 0, epochs, loss: null, history: [], secondsLeft: null });
    try {
      await this.#withBackbone();
      const onProgress = proxy((progress: TrainingProgress) => this.#show(progress));
      return await this.#call((service) => service.train(projectId, job, onProgress));
    } finally {
      this.#show(null);
    }
  }

  command(command: RunCommand): void {
    void this.#session?.then(({ service }) => service.command(command)).catch(() => undefined);
  }

  async classify(versionId: string, picture: Blob): Promise<TrainedAnswer> {
    await this.#withBackbone();
    return this.#call((service) => service.classify(versionId, picture));
  }

  /** Fetches the backbone once; most visitors have it from the first page. */
  #withBackbone(): Promise<void> {
    this.#backbone ??= this.#loadBackbone().catch((error: unknown) => {
      this.#backbone = null;
      throw error;
    });
    return this.#backbone;
  }

  async #loadBackbone(): Promise<void> {
    const file = await downloadModel({ isFresh: false, onProgress: () => undefined });
    await this.#call((service) => service.setBackbone(file));
  }

  async #call<T>(ask: (service: Remote<TrainingService>) => Promise<Outcome<T>>): Promise<T> {
    this.#session ??= startSession(() => this.#forget());
    const session = await this.#session;
    const outcome = await Promise.race([ask(session.service), session.end]);
    if (outcome.isOk) return outcome.value;
    throw new KilnError(outcome.error);
  }

  /** The next call starts anew; pictures and the last checkpoint are in storage. */
  #forget(): void {
    this.#session = null;
    this.#backbone = null;
    this.#show(null);
  }

  #show(progress: TrainingProgress | null): void {
    this.#progress = progress;
    this.dispatchEvent(new Event('progress'));
  }
}

interface Session {
  service: Remote<TrainingService>;
  /** Rejects when the worker is lost: a panic leaves the promises of running calls pending for ever. */
  end: Promise<never>;
}

async function startSession(onEnd: () => void): Promise<Session> {
  const worker = new Worker(new URL('../worker/training-worker.ts', import.meta.url), {
    type: 'module',
    name: 'kiln-training',
  });
  const end = new Promise<never>((_, reject) => {
    const finish = (message: string) => {
      worker.terminate();
      onEnd();
      reject(kilnError('engine.crashed', message));
    };
    worker.addEventListener('error', (event) => finish(event.message || 'the worker could not be started'));
    worker.addEventListener('message', ({ data }: MessageEvent<Partial<WorkerEvent>>) => {
      if (data.type === 'kiln-panic') finish(data.message ?? '');
    });
  });
  end.catch(() => undefined);
  const service = wrap<TrainingService>(worker);
  const outcome = await Promise.race([service.open(), end]);
  if (!outcome.isOk) {
    worker.terminate();
    onEnd();
    throw new KilnError(outcome.error);
  }
  return { service, end };
}
