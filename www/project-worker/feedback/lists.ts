/**
 * Lists that readers save carry no ids, for nothing is to tell readers apart. A list is taken for a later
 * or earlier state of one that is known where one of the two begins with all of the other. So the same
 * file is never counted twice; of two readers of whom one says exactly what the other says first, only
 * the longer list counts. Single entries are not compared: an article's samples get equal ones.
 */
import type { ReaderFeedback } from '../../storage/index.js';

export interface KnownList {
  id: string;
  /** The number of known entries, from the beginning of the new list. */
  numKnown: number;
}

export function knownList(known: readonly ReaderFeedback[], contents: readonly string[]): KnownList | null {
  const lists = new Map<string, string[]>();
  for (const { list } of known) {
    if (!list) continue;
    const before = lists.get(list.id) ?? [];
    before[list.position] = list.content;
    lists.set(list.id, before);
  }
  let longest: KnownList | null = null;
  for (const [id, before] of lists) {
    const numShared = Math.min(before.length, contents.length);
    const isSame = contents.slice(0, numShared).every((content, position) => content === before[position]);
    if (isSame && numShared > (longest?.numKnown ?? 0)) longest = { id, numKnown: numShared };
  }
  return longest;
}
