/** A worker beside the training worker, that puts pictures through the backbone on a core of its own. */
import type { ModelService } from '../../engine/worker/model-worker.js';
import type { Layer } from '../../types/core.js';
import { Connection } from '../../shared/bridge/connection.js';

/** A phone has no more fast cores, and each further worker takes its 40 MB. */
const MAX_CORES = 4;

/** The number of helpers: one for each core beside the one that asks. */
export function numHelpers(): number {
  return Math.max(0, Math.min(navigator.hardwareConcurrency, MAX_CORES) - 1);
}

export class EmbeddingWorker {
  readonly #connection: Connection<ModelService>;

  /** Throws where a worker can start none. */
  constructor() {
    const worker = new Worker(new URL('../../engine/worker/model-worker.ts', import.meta.url), {
      type: 'module',
      name: 'kiln-embedding',
    });
    // An error that nobody takes is one of the worker that started this one, which the page would then end.
    worker.addEventListener('error', (event) => event.preventDefault());
    this.#connection = new Connection(worker);
  }

  /** One thread, for the other cores have their own pictures. */
  async start(backbone: Blob): Promise<void> {
    await this.#connection.calls.open('cpu', 1);
    await this.#connection.calls.load(backbone);
  }

  /** A picture, or an input that is prepared already. */
  embed(seen: Blob | Float32Array, layer: Layer): Promise<Float32Array> {
    return this.#connection.calls.embed(seen, layer);
  }

  terminate(): void {
    this.#connection.terminate();
  }
}
