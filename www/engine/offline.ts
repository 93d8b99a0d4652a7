/** What is stored beyond the page itself, for use without a network. */
import trainWasmUrl from '../generated/train/kiln_bg.wasm?url';

/** Whether the module that trains is stored: the training page opens without it, and can then do nothing. */
export async function isTrainingStored(): Promise<boolean> {
  try {
    return Boolean(await caches.match(trainWasmUrl));
  } catch {
    // Where the browser does not let the caches be looked into, there is nothing in them.
    return false;
  }
}
