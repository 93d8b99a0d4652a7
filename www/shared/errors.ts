import type { ErrorData } from '../engine/worker/service.js';

/** Any failure that a view may see. `message` is English and for logs; people read `code`'s sentence. */
export class KilnError extends Error {
  readonly code: string;
  readonly detail: Record<string, string | number>;

  constructor({ code, message, detail }: ErrorData) {
    super(message);
    this.name = 'KilnError';
    this.code = code;
    this.detail = detail;
  }
}

export function kilnError(code: string, message: string, detail: Record<string, string | number> = {}): KilnError {
  return new KilnError({ code, message, detail });
}
