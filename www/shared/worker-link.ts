/** A worker, seen from the page, however it is called: an end that no call waits through. */
import type { Outcome, WorkerEvent } from '../engine/worker/service.js';
import { KilnError, kilnError } from './errors.js';

/** `Calls` are the worker's methods as they are called from here. */
export class WorkerLink<Calls> {
  /** Called at most once, when the worker can do no more work. */
  onEnd: (error: KilnError) => void = () => undefined;

  readonly #worker: Worker;
  readonly #calls: Calls;
  /** Rejects at the end: a panic leaves the promises of running calls pending for ever. */
  readonly #end: Promise<never>;
  #rejectEnd!: (error: KilnError) => void;
  #hasEnded = false;

  constructor(worker: Worker, calls: Calls) {
    this.#worker = worker;
    this.#calls = calls;
    this.#end = new Promise((_, reject) => {
      this.#rejectEnd = reject;
    });
    // Whoever waits for a call hears of the end; nobody has to.
    this.#end.catch(() => undefined);
    worker.addEventListener('message', ({ data }: MessageEvent<Partial<WorkerEvent>>) => {
      if (data.type === 'kiln-panic') this.#finish(kilnError('engine.crashed', data.message ?? ''));
      if (data.type === 'kiln-device-lost') this.#finish(kilnError('device.lost', data.reason ?? ''));
    });
    worker.addEventListener('error', (event) => {
      // An error in the worker's own script: nothing has answered and nothing will.
      this.#finish(kilnError('engine.crashed', event.message || 'the worker could not be started'));
    });
  }

  async call<T>(ask: (calls: Calls) => Promise<Outcome<T>>): Promise<T> {
    const outcome = await Promise.race([ask(this.#calls), this.#end]);
    if (outcome.isOk) return outcome.value;
    const error = new KilnError(outcome.error);
    // A trap without a panic message (out of memory, stack overflow) ends the instance as well.
    if (error.code === 'engine.crashed') this.#finish(error);
    throw error;
  }

  terminate(): void {
    this.#hasEnded = true;
    this.#worker.terminate();
    this.#rejectEnd(kilnError('engine.crashed', 'the worker was stopped'));
  }

  #finish(error: KilnError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#worker.terminate();
    this.#rejectEnd(error);
    this.onEnd(error);
  }
}
