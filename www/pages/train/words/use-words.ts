/** The classes as they can be told apart by their names, before a model is trained. */
import type { WordsAsked } from '../../../engine/index.js';
import type { ProjectClass } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';
import { isNamed, senseOf, useKnownNames } from './known-names.js';

/** Fewer known names tell nothing apart. */
const LEAST_WORDS = 2;

export interface Words {
  asked: WordsAsked;
  classes: ProjectClass[];
  numPhotos: number;
  /** Names that are not learnt yet and have no photo: they are left out. */
  leftOut: string[];
}

/** Null where too few of the names are known. */
export function useWords(): Words | null {
  const { project, pictures } = useSession();
  const enabled = project.classes.filter((own) => own.isEnabled && isNamed(own));
  const known = useKnownNames(enabled.map(({ name }) => name));
  const counts = new Map<string, number>();
  for (const { classId, isTest } of pictures) if (!isTest) counts.set(classId, (counts.get(classId) ?? 0) + 1);
  const all = enabled.map((own, index) => ({
    own,
    classes: senseOf(own, known[index])?.classes ?? [],
    numPhotos: counts.get(own.id) ?? 0,
  }));
  if (all.filter(({ classes }) => classes.length > 0).length < LEAST_WORDS) return null;
  const isTaken = ({ classes, numPhotos }: (typeof all)[number]) => classes.length > 0 || numPhotos > 0;
  const taken = all.filter(isTaken);
  return {
    asked: { projectId: project.id, words: taken.map(({ own, classes }) => ({ classId: own.id, classes })) },
    classes: taken.map(({ own }) => own),
    numPhotos: taken.reduce((sum, { numPhotos }) => sum + numPhotos, 0),
    leftOut: all.filter((one) => !isTaken(one)).map(({ own }) => own.name),
  };
}
