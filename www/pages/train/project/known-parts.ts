/**
 * `fresh`, with those parts of `known` that say the same: what is read from storage is never the object that was
 * written, and who follows a part must not take it for another one.
 */
export function withKnownParts<T extends object>(fresh: T, known: T): T {
  const parts = Object.entries(fresh).map(([key, value]) => {
    const before: unknown = known[key as keyof T];
    return [key, JSON.stringify(before) === JSON.stringify(value) ? before : value];
  });
  return Object.fromEntries(parts) as T;
}
