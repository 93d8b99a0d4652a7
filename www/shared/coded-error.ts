import type { ErrorData } from '../engine/worker/service.js';

/** An error with a stable code, as the core's errors are on this side of the boundary. */
export class CodedError extends Error {
  readonly code: string;
  readonly detail: Record<string, string | number>;

  constructor(code: string, message: string, detail: Record<string, string | number> = {}) {
    super(message);
    this.name = 'CodedError';
    this.code = code;
    this.detail = detail;
  }
}

/** Anything thrown, as data. What carries no code is a fault of ours: `engine.unexpected`. */
export function toErrorData(thrown: unknown): ErrorData {
  if (thrown instanceof WebAssembly.RuntimeError) {
    return { code: 'engine.crashed', message: thrown.message, detail: {} };
  }
  if (thrown instanceof Error) {
    // A DOMException has a `code` too, a number of no meaning here.
    const { code, detail } = thrown as { code?: unknown; detail?: ErrorData['detail'] };
    const isOurs = typeof code === 'string';
    return {
      code: isOurs ? code : 'engine.unexpected',
      message: thrown.message,
      detail: (isOurs && detail) || {},
    };
  }
  return { code: 'engine.unexpected', message: String(thrown), detail: {} };
}
