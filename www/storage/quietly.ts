/**
 * Lets a request, or the end of a transaction, fail without a word: a transaction that is broken off rejects each
 * request that it still has, and its end, which is waited for where it matters.
 */
export function quietly(failing: Promise<unknown>): void {
  failing.catch(() => undefined);
}
