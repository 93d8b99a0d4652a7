/** The calls of one model worker. */
import type {
  Classified,
  DeviceKind,
  Explanation,
  MaskCheckResult,
  ModelCard,
  ModelService,
  Timing,
} from './worker/service.js';
import type { KilnError } from '../shared/errors.js';
import { longCall, type LongCall } from './jobs.js';
import { WorkerConnection } from './worker-connection.js';

export class ModelWorkerClient {
  readonly device: DeviceKind;
  /** That share a layer, known when {@link start} is done. */
  numThreads = 1;
  readonly #connection: WorkerConnection<ModelService>;

  constructor(device: DeviceKind) {
    this.device = device;
    const worker = new Worker(new URL('./worker/model-worker.ts', import.meta.url), {
      type: 'module',
      name: `kiln-${device}`,
    });
    this.#connection = new WorkerConnection(worker);
  }

  /** Called at most once, when the worker can do no more work. */
  set onEnd(heard: (error: KilnError) => void) {
    this.#connection.onEnd = heard;
  }

  /** Loads the module and the model. The module compiles while the model is still coming. */
  async start(model: Promise<Blob>): Promise<ModelCard> {
    const opened = this.#connection.call((service) => service.open(this.device));
    const [arrived, numThreads] = await Promise.all([model, opened]);
    this.numThreads = numThreads;
    return this.#connection.call((service) => service.load(arrived));
  }

  classify(picture: Blob, top: number): Promise<Classified> {
    return this.#connection.call((service) => service.classify(picture, top));
  }

  explain(picture: Blob, classes: number[]): Promise<Explanation[]> {
    return this.#connection.call((service) => service.explain(picture, classes));
  }

  checkMap(picture: Blob, map: Explanation, options: LongCall): Promise<MaskCheckResult> {
    return longCall(
      options,
      (job, report) => this.#connection.call((service) => service.checkMap(picture, map, job, report)),
      (job) => this.#connection.call((service) => service.cancelJob(job)),
    );
  }

  time(count: number, giveUpMs: number): Promise<Timing> {
    return this.#connection.call((service) => service.time(count, giveUpMs));
  }

  terminate(): void {
    this.#connection.terminate();
  }
}
