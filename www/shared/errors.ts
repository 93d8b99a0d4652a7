/** The one kind of error of the page, the widget and their workers. */

export type ErrorDetail = Record<string, string | number>;

/** An error as data: this is all that crosses threads. The sentence is made where it is shown. */
export interface ErrorData {
  code: string;
  /** English, for logs; nobody is shown it. */
  message: string;
  /** The values of the sentence. */
  detail: ErrorDetail;
}

/** An error with a stable code, which has a sentence under `error.<code>`. */
export class CodedError extends Error implements ErrorData {
  readonly code: string;
  readonly detail: ErrorDetail;

  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    super(message);
    this.name = 'CodedError';
    this.code = code;
    this.detail = detail;
  }
}

/** The end of work that somebody gave up. It is no failure: views say in words of their own what became of it. */
export function cancelled(): CodedError {
  return new CodedError('cancelled', 'given up');
}

/** The code of anything thrown. A DOMException's `code` is a number of no meaning here. */
export function codeOf(thrown: unknown): string | undefined {
  const { code } = Object(thrown) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

export function isCancelled(thrown: unknown): boolean {
  return codeOf(thrown) === 'cancelled';
}

/**
 * Anything thrown, as the one kind of error. The core's errors come out of wasm with the same fields and with no class
 * of ours. What carries no code is a fault of ours: it is logged here, and called `engine.unexpected` from then on,
 * with its stack in the message.
 */
export function toCodedError(thrown: unknown): CodedError {
  if (thrown instanceof CodedError) return thrown;
  const { message, detail, stack } = Object(thrown) as Partial<ErrorData> & { stack?: string };
  // A trap in wasm without a panic before it: memory or the stack ran out.
  const code = thrown instanceof WebAssembly.RuntimeError ? 'engine.crashed' : codeOf(thrown);
  if (code) return new CodedError(code, message ?? '', detail);
  console.error(thrown);
  return new CodedError('engine.unexpected', `${String(thrown)}\n${stack}`);
}

/** Logs a fault of work that is a favour: what ends it is no matter, but a fault of ours is logged all the same. */
export function logFault(thrown: unknown): void {
  toCodedError(thrown);
}
