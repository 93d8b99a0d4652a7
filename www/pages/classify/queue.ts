/**
 * The pictures on the page and the order in which they are classified.
 *
 * One picture is with the engine at a time. Pictures added before the engine is ready, or while it is
 * down, wait. A picture that was with the engine when it crashed is tried once more after the restart;
 * if it brings the engine down again it is set aside, so that one picture cannot stop the others.
 * This module knows no page: views listen to `change` and read `entries` and `progress`.
 */
import type { Classification, Engine } from '../../engine/index.js';
import { CodedError, toCodedError } from '../../shared/errors.js';

export type EntryState =
  | { kind: 'waiting' }
  | { kind: 'working' }
  | { kind: 'done'; classification: Classification }
  | { kind: 'failed'; error: CodedError };

export interface QueueEntry {
  readonly id: number;
  readonly name: string;
  readonly picture: Blob;
  /** Entries added since the queue last ran dry belong to one run; progress counts that run. */
  readonly run: number;
  readonly state: EntryState;
}

export interface NamedPicture {
  name: string;
  picture: Blob;
}

export interface Progress {
  finished: number;
  total: number;
}

/** The entries that `remove` took away and their places, for `restore`. */
export interface Removal {
  readonly entries: readonly { entry: QueueEntry; index: number }[];
}

type PictureEngine = Pick<Engine, 'classify' | 'status'>;

const numPredictions = 5;
const maxCrashesPerPicture = 2;
/** A cancelled picture may still occupy the engine for a moment; look again after about one picture's time. */
const retryWhenBusyAfterMs = 100;

export class PictureQueue extends EventTarget {
  readonly #engine: PictureEngine;
  #entries: readonly QueueEntry[] = [];
  #numCrashes = new Map<number, number>();
  #working: { id: number; abort: AbortController } | null = null;
  #nextId = 1;
  #run = 0;

  constructor(engine: PictureEngine) {
    super();
    this.#engine = engine;
  }

  /** All pictures as they are to be shown: the newest batch first, each batch in the order it came. */
  get entries(): readonly QueueEntry[] {
    return this.#entries;
  }

  /** The progress of the present run, or of the last one when idle. */
  get progress(): Progress {
    const run = this.#entries.filter((entry) => entry.run === this.#run);
    return { finished: run.filter(isFinished).length, total: run.length };
  }

  get isIdle(): boolean {
    return this.#entries.every(isFinished);
  }

  add(pictures: readonly NamedPicture[]): void {
    if (pictures.length === 0) return;
    if (this.isIdle) this.#run += 1;
    const run = this.#run;
    const added = pictures.map(({ name, picture }): QueueEntry => {
      return { id: this.#nextId++, name, picture, run, state: { kind: 'waiting' } };
    });
    this.#set([...added, ...this.#entries]);
    this.pump();
  }

  /** Takes pictures away, stopping the one at work if it is among them. */
  remove(ids: ReadonlySet<number>): Removal {
    const removed = this.#entries.map((entry, index) => ({ entry, index })).filter(({ entry }) => ids.has(entry.id));
    this.#set(this.#entries.filter((entry) => !ids.has(entry.id)));
    if (this.#working && ids.has(this.#working.id)) this.#working.abort.abort();
    return { entries: removed };
  }

  /** Takes away every picture that has no prediction yet. */
  cancel(): Removal {
    return this.remove(new Set(this.#entries.filter((entry) => !isFinished(entry)).map((entry) => entry.id)));
  }

  /** Puts back what `remove` took away; the unfinished ones wait again. */
  restore(removal: Removal): void {
    const entries = [...this.#entries];
    for (const { entry, index } of removal.entries) {
      entries.splice(Math.min(index, entries.length), 0, isFinished(entry) ? entry : asWaiting(entry));
    }
    this.#set(entries);
    this.pump();
  }

  /** Classifies a failed picture again. */
  retry(id: number): void {
    this.#numCrashes.delete(id);
    this.#update(id, { kind: 'waiting' });
    this.pump();
  }

  /** Starts the next picture if the engine is ready and free. Call it when the engine becomes ready. */
  pump(): void {
    if (this.#working || this.#engine.status.phase !== 'ready') return;
    // Ids grow in the order pictures came, so the lowest has waited longest.
    const waiting = this.#entries.filter((entry) => entry.state.kind === 'waiting');
    const [first, ...rest] = waiting;
    if (!first) return;
    void this.#classify(rest.reduce((oldest, entry) => (entry.id < oldest.id ? entry : oldest), first));
  }

  async #classify(entry: QueueEntry): Promise<void> {
    const abort = new AbortController();
    this.#working = { id: entry.id, abort };
    this.#update(entry.id, { kind: 'working' });
    let pauseMs = 0;
    try {
      const classification = await this.#engine.classify(entry.picture, { top: numPredictions, signal: abort.signal });
      if (!abort.signal.aborted) this.#update(entry.id, { kind: 'done', classification });
    } catch (thrown) {
      if (!abort.signal.aborted) pauseMs = this.#onFailure(entry.id, toCodedError(thrown));
    }
    this.#working = null;
    // The next task, not this one: the engine's status event may still be on its way.
    setTimeout(() => this.pump(), pauseMs);
  }

  /** Records a failure and returns how long to leave the engine alone. */
  #onFailure(id: number, error: CodedError): number {
    if (error.code === 'engine.busy') {
      this.#update(id, { kind: 'waiting' });
      return retryWhenBusyAfterMs;
    }
    if (error.code === 'engine.crashed') {
      const numCrashes = (this.#numCrashes.get(id) ?? 0) + 1;
      this.#numCrashes.set(id, numCrashes);
      const isGivenUp = numCrashes >= maxCrashesPerPicture;
      const givenUp: EntryState = { kind: 'failed', error: new CodedError('picture.stopped-model', error.message) };
      this.#update(id, isGivenUp ? givenUp : { kind: 'waiting' });
      return 0;
    }
    this.#update(id, { kind: 'failed', error });
    return 0;
  }

  #update(id: number, state: EntryState): void {
    this.#set(this.#entries.map((entry) => (entry.id === id ? { ...entry, state } : entry)));
  }

  #set(entries: readonly QueueEntry[]): void {
    this.#entries = entries;
    this.dispatchEvent(new Event('change'));
  }
}

export function isFinished(entry: QueueEntry): boolean {
  return entry.state.kind === 'done' || entry.state.kind === 'failed';
}

function asWaiting(entry: QueueEntry): QueueEntry {
  return { ...entry, state: { kind: 'waiting' } };
}
