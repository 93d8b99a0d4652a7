/** Errors as values with a code, whatever threw them. */
import type { KilnError } from '../../engine/index.js';

export type CodedError = Pick<KilnError, 'code' | 'detail'>;

/** The code and detail of anything thrown; what carries no code gets the code `unknown`. */
export function toCodedError(thrown: unknown): CodedError {
  // A DOMException's `code` is a number and of no use to the reader.
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') {
    const detail = 'detail' in thrown && typeof thrown.detail === 'object' ? thrown.detail : null;
    return { code: thrown.code, detail: (detail ?? {}) as CodedError['detail'] };
  }
  return { code: 'unknown', detail: {} };
}
