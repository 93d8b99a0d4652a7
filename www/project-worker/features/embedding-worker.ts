/** A worker beside the training worker, that puts pictures through the backbone on a core of its own. */
import { transfer } from 'comlink';
import { WorkerConnection } from '../../engine/worker-connection.js';
import type { Layer, ModelService } from '../../engine/worker/service.js';

/** A phone has no more fast cores, and each further worker takes its 40 MB. */
const MAX_CORES = 4;

/** As many as there are cores beside the one that asks. */
export function numHelpers(): number {
  return Math.max(0, Math.min(navigator.hardwareConcurrency, MAX_CORES) - 1);
}

export class EmbeddingWorker {
  readonly #connection: WorkerConnection<ModelService>;

  /** Throws where a worker can start none. */
  constructor() {
    const worker = new Worker(new URL('../../engine/worker/model-worker.ts', import.meta.url), {
      type: 'module',
      name: 'kiln-embedding',
    });
    // An error that nobody takes is one of the worker that started this one, which the page would then end.
    worker.addEventListener('error', (event) => event.preventDefault());
    this.#connection = new WorkerConnection(worker);
  }

  /** One thread, for the other cores have their own pictures. */
  async start(backbone: Blob): Promise<void> {
    await this.#connection.call((service) => service.open('cpu', 1));
    await this.#connection.call((service) => service.load(backbone));
  }

  /** A picture, or an input that is prepared already; the input is gone afterwards. */
  embed(seen: Blob | Float32Array, layer: Layer): Promise<Float32Array> {
    const moved = seen instanceof Blob ? seen : transfer(seen, [seen.buffer]);
    return this.#connection.call((service) => service.embed(moved, layer));
  }

  terminate(): void {
    this.#connection.terminate();
  }
}
