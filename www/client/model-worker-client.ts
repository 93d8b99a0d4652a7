/** One model worker, seen from the page: typed calls, and an end that no call waits through. */
import { wrap, type Remote } from 'comlink';
import type {
  Classified,
  DeviceKind,
  ModelCard,
  ModelService,
  Outcome,
  Timing,
  WorkerEvent,
} from '../worker/service.js';
import { KilnError, kilnError } from './errors.js';

export class ModelWorkerClient {
  readonly device: DeviceKind;
  /** Called at most once, when the worker can do no more work. */
  onEnd: (error: KilnError) => void = () => undefined;

  readonly #worker: Worker;
  readonly #service: Remote<ModelService>;
  /** Rejects at the end: a panic leaves the promises of running calls pending for ever. */
  readonly #end: Promise<never>;
  #rejectEnd!: (error: KilnError) => void;
  #hasEnded = false;

  constructor(device: DeviceKind) {
    this.device = device;
    this.#worker = new Worker(new URL('../worker/model-worker.ts', import.meta.url), {
      type: 'module',
      name: `kiln-${device}`,
    });
    this.#service = wrap<ModelService>(this.#worker);
    this.#end = new Promise((_, reject) => {
      this.#rejectEnd = reject;
    });
    // Whoever waits for a call hears of the end; nobody has to.
    this.#end.catch(() => undefined);
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Partial<WorkerEvent>>) => {
      if (data.type === 'kiln-panic') this.#finish(kilnError('engine.crashed', data.message ?? ''));
      if (data.type === 'kiln-device-lost') {
        this.#finish(kilnError('device.lost', data.reason ?? ''));
      }
    });
    this.#worker.addEventListener('error', (event) => {
      // An error in the worker's own script: nothing has answered and nothing will.
      this.#finish(kilnError('engine.crashed', event.message || 'the worker could not be started'));
    });
  }

  /** Loads the module and the model. The module compiles while the model is still coming. */
  async start(model: Promise<Blob>): Promise<ModelCard> {
    const [arrived] = await Promise.all([model, this.#call(this.#service.open(this.device))]);
    return this.#call(this.#service.load(arrived));
  }

  classify(picture: Blob, top: number): Promise<Classified> {
    return this.#call(this.#service.classify(picture, top));
  }

  time(count: number, giveUpMs: number): Promise<Timing> {
    return this.#call(this.#service.time(count, giveUpMs));
  }

  terminate(): void {
    this.#hasEnded = true;
    this.#worker.terminate();
    this.#rejectEnd(kilnError('engine.crashed', 'the worker was stopped'));
  }

  async #call<T>(answer: Promise<Outcome<T>>): Promise<T> {
    const outcome = await Promise.race([answer, this.#end]);
    if (outcome.isOk) return outcome.value;
    const error = new KilnError(outcome.error);
    // A trap without a panic message (out of memory, stack overflow) ends the instance as well.
    if (error.code === 'engine.crashed') this.#finish(error);
    throw error;
  }

  #finish(error: KilnError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#worker.terminate();
    this.#rejectEnd(error);
    this.onEnd(error);
  }
}
