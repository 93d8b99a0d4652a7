/** The caller's end of a bridge: a worker's methods, and an end of the worker that no call waits through. */
import { cancelled, CodedError, toCodedError } from '../errors.js';
import type { CallMessage, LongCall, Remote, ReplyMessage, WorkerEvent } from './call.js';

interface Running {
  resolve: (value: unknown) => void;
  reject: (error: CodedError) => void;
  options: LongCall<unknown[]>;
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
      else this.#finish(data.type === 'kiln-panic' ? 'engine.crashed' : 'device.lost', data.message);
    });
    worker.addEventListener('error', ({ message }) => {
      // An error in the worker's own script: nothing has answered and nothing will.
      this.#finish('engine.crashed', message || 'no script');
    });
  }

  terminate(): void {
    this.onEnd = () => undefined;
    this.#finish('engine.crashed', 'the worker was stopped');
  }

  #call(name: string, values: unknown[]): Promise<unknown> {
    const isLong = isLongCall(values.at(-1));
    const options = isLong ? (values.pop() as LongCall<unknown[]>) : {};
    const { signal } = options;
    return new Promise((resolve, reject) => {
      if (this.#end) throw this.#end;
      if (signal?.aborted) throw cancelled();
      const id = ++this.#lastId;
      const post = (message: CallMessage): void => this.#worker.postMessage(message);
      try {
        post({ id, name, values, isLong });
      } catch (thrown) {
        // A value that no message can hold: a DOMException of the browser's.
        throw toCodedError(thrown);
      }
      this.#running.set(id, { resolve, reject, options });
      // The worker knows nothing any more of a call that is over.
      signal?.addEventListener('abort', () => this.#running.has(id) && post({ id }));
    });
  }

  #hear(reply: ReplyMessage): void {
    const { id } = reply;
    const call = this.#running.get(id);
    if (!call) return;
    const { signal, onProgress } = call.options;
    if ('progress' in reply) return void (signal?.aborted || onProgress?.(...reply.progress));
    this.#running.delete(id);
    if ('value' in reply) return call.resolve(reply.value);
    const { code, message, detail } = reply.error;
    call.reject(new CodedError(code, message, detail));
    // A trap without a panic message (out of memory, stack overflow) ends the instance as well.
    if (code === 'engine.crashed') this.#finish(code, message);
  }

  #finish(code: string, message: string): void {
    if (this.#end) return;
    const error = new CodedError(code, message);
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
    get: (_, name: string) => (name === 'then' ? undefined : (...values: unknown[]) => call(name, values)),
  });
}

/** Neither a signal nor a function can cross as data: what holds nothing else are the options of a long call. */
function isLongCall(value: unknown): boolean {
  const isPlain = (value as object | null)?.constructor === Object;
  return isPlain && Object.keys(value as object).every((key) => key === 'signal' || key === 'onProgress');
}
