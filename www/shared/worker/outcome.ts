import { toErrorData } from '../coded-error.js';
import type { Outcome } from '../../engine/worker/service.js';

/** Runs `work` and carries its result or its error across threads: Comlink drops an error's properties. */
export async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { isOk: true, value: await work() };
  } catch (thrown) {
    return { isOk: false, error: toErrorData(thrown) };
  }
}
