/** Names of classes that fit, each as different from the others as it was. */
import { comparedName } from '../../../../shared/class-name.js';
import { MAX_CLASS_NAME_CHARS } from '../../../../types/core.js';

/** What each of `names` becomes: what was different stays so. */
export function shortNames(names: Iterable<string>): Map<string, string> {
  const made = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const name of new Set(names)) {
    const whole = comparedName(name);
    let short = shortened(whole);
    // Taken by another name, and not by the same one in other letters.
    for (let number = 2; (taken.get(short) ?? whole) !== whole; number += 1) short = shortened(whole, ` (${number})`);
    taken.set(short, whole);
    made.set(name, short);
  }
  return made;
}

/** Left out in the middle: long names are counted up at their beginnings or at their ends. */
function shortened(name: string, ending = ''): string {
  const letters = Array.from(name);
  const room = MAX_CLASS_NAME_CHARS - ending.length;
  if (letters.length <= room) return name + ending;
  const numAtEnd = Math.floor((room - 1) / 2);
  return `${letters.slice(0, room - 1 - numAtEnd).join('')}…${letters.slice(-numAtEnd).join('')}${ending}`;
}
