/** The pictures on which two versions can be held against each other. */
import type { Session } from '../project/session.js';
import type { ModelVersion } from '../../../storage/index.js';
import { indexOfLargest } from '../evaluate/confusion-table.js';

/** One number per picture and version; classes are numbered as they come. */
export interface HeldOutAnswers {
  a: number[];
  b: number[];
  truths: number[];
  /** Left out: they came back because of what one of the versions had answered. */
  numFromReaders: number;
}

/**
 * Pictures that neither has learnt from and that are still there, each by the class it is in now, which
 * both versions must know. Classes are compared by id, for versions may have them in another order.
 */
export function heldOutAnswers(
  { pictures }: Pick<Session, 'pictures'>,
  a: ModelVersion,
  b: ModelVersion,
): HeldOutAnswers {
  const [ofA, ofB] = [answersOf(a), answersOf(b)];
  const numbers = new Map<string, number>();
  const numberOf = (classId: string) => {
    const number = numbers.get(classId) ?? numbers.size;
    numbers.set(classId, number);
    return number;
  };
  const answers: HeldOutAnswers = { a: [], b: [], truths: [], numFromReaders: 0 };
  for (const { id, classId, origin } of pictures) {
    const [byA, byB] = [ofA.get(id), ofB.get(id)];
    const isKnown = a.classIds.includes(classId) && b.classIds.includes(classId);
    if (origin === 'reader' && (byA !== undefined || byB !== undefined)) answers.numFromReaders += 1;
    if (byA === undefined || byB === undefined || !isKnown || origin === 'reader') continue;
    answers.a.push(numberOf(byA));
    answers.b.push(numberOf(byB));
    answers.truths.push(numberOf(classId));
  }
  return answers;
}

/** The class that a version answered for each picture that was kept back from it. */
function answersOf({ classIds, predictions }: ModelVersion): Map<string, string> {
  return new Map(predictions.map((p) => [p.pictureId, classIds[indexOfLargest(p.probabilities)] ?? '']));
}
