/**
 * Rows of features that come later are computed by other workers while this one computes its own. They find their
 * way back through storage alone, so whatever happens to a worker, a row that is not there is computed here.
 */
import { logFault } from '../../shared/errors.js';
import { heardOrEnd } from '../command.js';
import { EmbeddingWorker, numHelpers } from './embedding-worker.js';
import { changed, keepRow, type Row } from './row.js';
import { openBackbone, store } from '../state.js';

/**
 * Rows to compute from which on helpers are started. A helper has its module and its network after 0.2 s, the time
 * of ten rows, and computes its first rows slowly, for its module is only compiled well while it works. From here
 * on that costs about a tenth of the time at most, where the other cores turn out to be busy.
 */
const WORTH_HELP = 48;
/** The number of rows that a helper is given at a time: the next lies ready while this worker is busy with its own. */
const IN_HAND = 2;

export class LookAhead {
  /** Computed by nobody so far, by {@link idOf}, in order. */
  readonly #open: Map<string, Row>;
  /** With a helper. */
  readonly #inHand = new Set<string>();
  readonly #helpers = new Set<EmbeddingWorker>();
  readonly #signal: AbortSignal;
  #hasEnded = false;

  private constructor(missing: readonly Row[], signal: AbortSignal) {
    this.#signal = signal;
    this.#open = new Map(missing.map((row) => [idOf(row), row]));
  }

  /** Over rows that will be asked for in this order. {@link end} must follow. */
  static async begin(rows: readonly Row[], signal: AbortSignal): Promise<LookAhead> {
    const missing = await store.withoutFeatures(rows);
    const ahead = new LookAhead(missing, signal);
    if (missing.length >= WORTH_HELP) {
      for (let started = 0; started < numHelpers(); started += 1) {
        // What went wrong this worker meets itself, at the same picture, or does without help.
        ahead.#employ().catch(logFault);
      }
    }
    return ahead;
  }

  /** The features of one row. */
  async features(row: Row): Promise<Float32Array> {
    while (this.#inHand.has(idOf(row))) {
      const other = this.#take();
      // Nothing else is left to do: what a helper has not done by now is done here.
      if (!other) break;
      // What is wrong with it is said in its turn.
      await keepRow(other).catch(logFault);
      await heardOrEnd(this.#signal);
    }
    this.#open.delete(idOf(row));
    return keepRow(row);
  }

  /** Gives back what the helpers hold. */
  end(): void {
    this.#hasEnded = true;
    for (const helper of this.#helpers) helper.terminate();
    this.#helpers.clear();
  }

  /** A helper's life. However it ends, the rows that it had are open again. */
  async #employ(): Promise<void> {
    const helper = new EmbeddingWorker();
    this.#helpers.add(helper);
    try {
      await helper.start((await openBackbone()).file);
      await Promise.all(Array.from({ length: IN_HAND }, () => this.#supply(helper)));
    } finally {
      helper.terminate();
      this.#helpers.delete(helper);
    }
  }

  /** One row after the other, while there are any. */
  async #supply(helper: EmbeddingWorker): Promise<void> {
    for (;;) {
      await heardOrEnd(this.#signal);
      if (this.#hasEnded) return;
      const row = this.#take();
      if (!row) return;
      this.#inHand.add(idOf(row));
      try {
        const { picture } = await store.pictureFiles(row.pictureId);
        // Only the module that trains can change pictures.
        const seen = row.change ? await changed(picture, row.change) : picture;
        await store.saveFeatures(row.pictureId, row.key, await helper.embed(seen, row.layer));
      } catch (error) {
        this.#open.set(idOf(row), row);
        throw error;
      } finally {
        this.#inHand.delete(idOf(row));
      }
    }
  }

  #take(): Row | undefined {
    const [first] = this.#open.values();
    if (first) this.#open.delete(idOf(first));
    return first;
  }
}

function idOf({ pictureId, key }: Row): string {
  return `${pictureId} ${key}`;
}
