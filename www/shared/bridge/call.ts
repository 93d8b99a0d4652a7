/** The protocol of the two ends of a bridge to a worker. */
import type { ErrorData } from '../errors.js';

/** The progress of long work. */
export type Count = [done: number, total: number];

/** The last argument of a long call on the worker's side. */
export interface Job<Progress extends unknown[] = Count> {
  /** Aborted with the error `cancelled`. A busy thread hears of it only where it lets messages in: see `checkIn`. */
  readonly signal: AbortSignal;
  readonly onProgress: (...progress: Progress) => void;
}

/** The same as the caller writes it. */
export interface LongCall<Progress extends unknown[] = Count> {
  /**
   * Aborted, it asks the work to end. Once the worker has let go, the promise rejects with `cancelled`; or, where every
   * part is of use by itself (`takeIn`, `importFeedback`), it resolves with what was done until then.
   */
  signal?: AbortSignal;
  /** Called with the progress; no more once the signal is aborted. */
  onProgress?: (...progress: Progress) => void;
}

type Called<Values extends unknown[]> = Values extends [...infer Data, Job<infer Progress extends unknown[]>]
  ? [...Data, LongCall<Progress>]
  : Values;

/**
 * A worker's methods as they are called from another thread. The type of the object that the worker serves is all that
 * it takes: nothing is written twice. Every call rejects with a `CodedError`.
 */
export type Remote<Service> = {
  readonly [Name in keyof Service]: Service[Name] extends (...values: infer Values) => infer Result
    ? (...values: Called<Values>) => Promise<Awaited<Result>>
    : never;
};

/** A message from the caller. The number alone asks a long call to end. */
export type CallMessage =
  | { id: number; name: string; values: unknown[]; isLong: boolean }
  | { id: number; name?: undefined };

/** A message from the worker. */
export type ReplyMessage = { id: number } & ({ value: unknown } | { error: ErrorData } | { progress: unknown[] });

/** An event that a worker tells of itself, beside the replies to calls. */
export interface WorkerEvent {
  type: 'kiln-panic' | 'kiln-device-lost';
  message: string;
}
