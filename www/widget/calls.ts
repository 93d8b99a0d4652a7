/**
 * Calls from the article's thread to the widget's worker. Comlink would do the same and more for a tenth
 * of what an article may pay before a reader acts.
 */

type Method = (...values: never[]) => Promise<unknown>;
/** What is called: methods that resolve to something a message can hold, and never reject. */
type Methods<Service> = Record<keyof Service, Method>;

interface Call {
  id: number;
  name: string;
  values: unknown[];
  /** Whether the last parameter, which is not among the values, is a function that hears of progress. */
  hasProgress: boolean;
}

type Message = { id: number; reply: unknown } | { id: number; progress: unknown[] };
type Heard = (...progress: unknown[]) => void;

/** In the article's thread: the worker's methods, callable. */
export function callsTo<Service extends Methods<Service>>(worker: Worker): Service {
  const running = new Map<number, { resolve: (reply: unknown) => void; heard: Heard | null }>();
  let lastId = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    const call = running.get(data.id);
    if (!call) return;
    if ('progress' in data) return call.heard?.(...data.progress);
    running.delete(data.id);
    call.resolve(data.reply);
  });
  const call = (name: string, values: unknown[]) =>
    new Promise((resolve) => {
      const id = ++lastId;
      const heard = typeof values.at(-1) === 'function' ? (values.pop() as Heard) : null;
      running.set(id, { resolve, heard });
      worker.postMessage({ id, name, values, hasProgress: heard !== null } satisfies Call);
    });
  return new Proxy({} as Service, {
    get:
      (_, name: string) =>
      (...values: unknown[]) =>
        call(name, values),
  });
}

/** In the worker: answers the calls. */
export function answerCalls<Service extends Methods<Service>>(service: Service): void {
  self.addEventListener('message', ({ data: { id, name, values, hasProgress } }: MessageEvent<Call>) => {
    const heard: Heard = (...progress) => self.postMessage({ id, progress } satisfies Message);
    const method = service[name as keyof Service] as unknown as (...values: unknown[]) => Promise<unknown>;
    const done = method(...values, ...(hasProgress ? [heard] : []));
    void done.then((reply) => self.postMessage({ id, reply } satisfies Message));
  });
}
