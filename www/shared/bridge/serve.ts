/** The worker's end of a bridge. */
import { cancelled, toCodedError } from '../errors.js';
import type { CallMessage, ReplyMessage } from './call.js';

type Methods = Record<string, (...values: never[]) => unknown>;

/** Answers calls to the methods of `service`, each as soon as it comes. */
export function serve(service: Methods): void {
  /** The long calls that are under way. */
  const jobs = new Map<number, AbortController>();
  self.addEventListener('message', ({ data }: MessageEvent<CallMessage>) => {
    if (data.name === undefined) jobs.get(data.id)?.abort(cancelled());
    else void answer(data.id, data.name, data.values, data.isLong);
  });

  async function answer(id: number, name: string, values: unknown[], isLong: boolean): Promise<void> {
    const post = (reply: ReplyMessage): void => self.postMessage(reply);
    try {
      if (isLong) {
        const controller = new AbortController();
        jobs.set(id, controller);
        values.push({ signal: controller.signal, onProgress: (...progress: unknown[]) => post({ id, progress }) });
      }
      const method = service[name];
      // A worker from before beside a page from now.
      if (!method) throw new Error(`there is no method ${name}`);
      const value = await method(...(values as never[]));
      // Inside, for a result that no message can hold is an error as well.
      post({ id, value });
    } catch (thrown) {
      // Only these fields: a message drops the others of an error.
      const { code, message, detail } = toCodedError(thrown);
      post({ id, error: { code, message, detail } });
    } finally {
      jobs.delete(id);
    }
  }
}
