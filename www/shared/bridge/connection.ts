/** The caller's end of a bridge: a worker's methods, and an end of the worker that no call waits through. */
import { cancelled, CodedError } from '../errors.js';
import type { CallMessage, LongCall, Remote, ReplyMessage, WorkerEvent } from './call.js';

interface Running {
  resolve: (value: unknown) => void;
  reject: (error: CodedError) => void;
  onProgress: (...progress: unknown[]) => void;
}

export class Connection<Service> {
  /** Called at most once, when the worker can do no more work. */
  onEnd: (error: CodedError) => void = () => undefined;
  readonly calls: Remote<Service> = callable((name, values) => this.#call(name, values));

  readonly #worker: Worker;
  /** The calls that wait for their reply, by their number. A panic leaves them without one. */
  readonly #running = new Map<number, Running>();
  #lastId = 0;
  /** Why nothing can be called any more. */
  #end: CodedError | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<ReplyMessage | WorkerEvent>) => {
      if ('id' in data) this.#hear(data);
      else if (data.type === 'kiln-panic') this.#finish(new CodedError('engine.crashed', data.message));
      else if (data.type === 'kiln-device-lost') this.#finish(new CodedError('device.lost', data.reason));
    });
    worker.addEventListener('error', (event) => {
      // An error in the worker's own script: nothing has answered and nothing will.
      this.#finish(new CodedError('engine.crashed', event.message || 'the worker could not be started'));
    });
  }

  terminate(): void {
    this.onEnd = () => undefined;
    this.#finish(new CodedError('engine.crashed', 'the worker was stopped'));
  }

  async #call(name: string, values: unknown[]): Promise<unknown> {
    if (this.#end) throw this.#end;
    const last = values.at(-1);
    const isLong = isLongCall(last);
    const { signal, onProgress = () => undefined } = isLong ? last : ({} as LongCall<unknown[]>);
    if (signal?.aborted) throw cancelled();
    const id = ++this.#lastId;
    const post = (message: CallMessage): void => this.#worker.postMessage(message);
    const cancel = (): void => post({ id, isCancelled: true });
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise((resolve, reject) => {
        const heard = (...progress: unknown[]): void => void (signal?.aborted || onProgress(...progress));
        this.#running.set(id, { resolve, reject, onProgress: heard });
        post({ id, name, values: isLong ? values.slice(0, -1) : values, isLong });
      });
    } finally {
      this.#running.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  #hear(reply: ReplyMessage): void {
    const call = this.#running.get(reply.id);
    if (!call) return;
    if ('progress' in reply) return call.onProgress(...reply.progress);
    if ('value' in reply) return call.resolve(reply.value);
    const { code, message, detail } = reply.error;
    const error = new CodedError(code, message, detail);
    call.reject(error);
    // A trap without a panic message (out of memory, stack overflow) ends the instance as well.
    if (code === 'engine.crashed') this.#finish(error);
  }

  #finish(error: CodedError): void {
    if (this.#end) return;
    this.#end = error;
    this.#worker.terminate();
    for (const { reject } of this.#running.values()) reject(error);
    this.onEnd(error);
  }
}

/** An object of which every property is a method that hands its name and its values to `call`. */
export function callable<Service>(call: (name: string, values: unknown[]) => Promise<unknown>): Remote<Service> {
  return new Proxy({} as Remote<Service>, {
    // Not a method `then`: handed over by a promise, the object would be taken for another one.
    get: (_, name) => (name === 'then' ? undefined : (...values: unknown[]) => call(String(name), values)),
  });
}

/** Neither a signal nor a function can cross as data: what holds nothing else are the options of a long call. */
function isLongCall(value: unknown): value is LongCall<unknown[]> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.keys(value).every((key) => key === 'signal' || key === 'onProgress')
  );
}
