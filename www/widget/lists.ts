/** Lists in the browser's storage, which may be switched off, full, or hold anything. */

export function readList<T extends object>(key: string): T[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? list.filter((item): item is T => typeof item === 'object' && item !== null) : [];
  } catch {
    // Storage is switched off, or holds what is no list.
    return [];
  }
}

/** Says whether it could be written; otherwise what was there is there still. */
export function writeList(key: string, list: unknown[]): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(list));
    return true;
  } catch {
    // Storage is switched off or full: the caller says so.
    return false;
  }
}

/**
 * Does `work`, which never rejects, while no other tab of this site does work of this kind. Where a
 * browser cannot promise that (no secure context, a sandbox), it is done all the same.
 */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await navigator.locks.request('kiln.reader-answers', work);
  } catch {
    // `work` rejects never, so it is the lock that could not be had.
    return work();
  }
}
