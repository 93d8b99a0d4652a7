/** Pictures that are nearly the same, in one group. */
import type { PictureRecord } from '../../storage/index.js';
import { opened } from '../state.js';

type Group = [PictureRecord, ...PictureRecord[]];

/** The groups in the order of their first pictures; what is the same is for the core to say. */
export function folded(pictures: readonly PictureRecord[]): Group[] {
  const groups = new Map<number, Group>();
  const numbers = groupNumbers(pictures);
  pictures.forEach((picture, index) => {
    const number = numbers[index] ?? index;
    const group = groups.get(number);
    if (group) group.push(picture);
    else groups.set(number, [picture]);
  });
  return [...groups.values()];
}

/** For each picture the position of the first that it is nearly the same as. */
function groupNumbers(pictures: readonly PictureRecord[]): number[] {
  const numbers = pictures.map((_, index) => index);
  // As if of one class, for the review keeps copies in several classes apart; and of no burst, which it spares.
  const set = new (opened().PictureSet)(1);
  try {
    for (const { inspection, sha256 } of pictures)
      set.add({ class: 0, inspection, sha256, burst: null, isTest: false, wasValidation: false });
    for (const finding of set.review()) {
      if (finding.kind !== 'duplicate') continue;
      // A picture may be in several findings: of equal files, and of what merely looks alike.
      const joined = new Set(finding.pictures.map((index) => numbers[index]));
      const first = Math.min(...finding.pictures.map((index) => numbers[index] ?? index));
      numbers.forEach((number, index) => {
        if (joined.has(number)) numbers[index] = first;
      });
    }
    return numbers;
  } finally {
    set.free();
  }
}
