/** One model worker: a device, and the model that predicts on it. */
import type { CodedError } from '../shared/errors.js';
import type { Remote } from '../shared/bridge/call.js';
import { Connection } from '../shared/bridge/connection.js';
import type { ModelService } from './worker/model-worker.js';
import type { DeviceKind, ModelCard } from './worker/service.js';

export class ModelWorkerClient {
  readonly device: DeviceKind;
  /** The number of threads that share a layer, known when {@link start} is done. */
  numThreads = 1;
  readonly #connection: Connection<ModelService>;

  constructor(device: DeviceKind) {
    this.device = device;
    const worker = new Worker(new URL('./worker/model-worker.ts', import.meta.url), {
      type: 'module',
      name: `kiln-${device}`,
    });
    this.#connection = new Connection(worker);
  }

  get calls(): Remote<ModelService> {
    return this.#connection.calls;
  }

  /** Called at most once, when the worker can do no more work. */
  set onEnd(heard: (error: CodedError) => void) {
    this.#connection.onEnd = heard;
  }

  /** Loads the module and the model. The module compiles while the model is still coming. */
  async start(model: Promise<Blob>): Promise<ModelCard> {
    const opened = this.calls.open(this.device, null);
    const [arrived, numThreads] = await Promise.all([model, opened]);
    this.numThreads = numThreads;
    return this.calls.load(arrived);
  }

  terminate(): void {
    this.#connection.terminate();
  }
}
