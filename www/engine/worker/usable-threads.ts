/** How many threads may share a layer in this browser. */

/** Layers are cut in equal parts: beyond a few threads the slowest of a phone's cores sets the pace. */
export const MAX_THREADS = 4;

/** What a browser says of itself, all of which it may leave out. */
export interface Isolation {
  crossOriginIsolated?: boolean;
  SharedArrayBuffer?: unknown;
  navigator: { hardwareConcurrency?: number };
}

/**
 * Memory is shared only in a page that its host isolates (COOP and COEP), and not in each of those: WebKitGTK calls
 * them isolated and has no `SharedArrayBuffer`. Where it would end in one thread, its module is not fetched at all.
 */
export function usableThreads(scope: Isolation, maxThreads: number): number {
  if (!scope.crossOriginIsolated || typeof scope.SharedArrayBuffer === 'undefined') return 1;
  return Math.max(1, Math.min(scope.navigator.hardwareConcurrency ?? 1, maxThreads));
}
