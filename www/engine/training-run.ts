/** The training run that is under way: what is known of it, and what can be said to it. */
import type { LongCall } from '../shared/bridge/call.js';
import type { RunCommand, TrainingProgress } from '../project-worker/service.js';
import type { ModelVersion, TrainingJob } from '../storage/index.js';
import type { ProjectWorker } from './project-worker.js';

const LOADING = { phase: 'loading', device: null, done: 0, total: 0, epoch: 0, loss: null, secondsLeft: null } as const;

/** One at a time. Dispatches `progress` while a run is under way, and once it has ended. */
export class TrainingRun extends EventTarget {
  readonly #worker: Pick<ProjectWorker, 'train' | 'command'>;
  #progress: TrainingProgress | null = null;
  #giveUp = new AbortController();

  constructor(worker: Pick<ProjectWorker, 'train' | 'command'>) {
    super();
    this.#worker = worker;
  }

  /** The progress of the run; null where nothing is being trained. */
  get progress(): TrainingProgress | null {
    return this.#progress;
  }

  /** Trains a version; without a job it goes on with the interrupted run of the project. */
  async start(projectId: string, job: TrainingJob | null): Promise<ModelVersion> {
    this.#giveUp = new AbortController();
    this.#show({ ...LOADING, epochs: job?.settings.epochs ?? 0, history: [] });
    const options: LongCall<[TrainingProgress]> = {
      signal: this.#giveUp.signal,
      onProgress: (progress) => this.#show(progress),
    };
    try {
      return await this.#worker.train(projectId, job, options);
    } finally {
      this.#show(null);
    }
  }

  /** Pauses it, goes on, or ends it with what it has learnt: commands of the run, which then has a result. */
  async command(command: RunCommand): Promise<void> {
    await this.#worker.command(command);
  }

  /** Gives it up, as any long call is given up: {@link start} rejects with `cancelled`, and no version comes of it. */
  discard(): void {
    this.#giveUp.abort();
  }

  #show(progress: TrainingProgress | null): void {
    this.#progress = progress;
    this.dispatchEvent(new Event('progress'));
  }
}
