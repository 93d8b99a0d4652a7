/** A small square in the colour of a class, before its name. */
import { colourOf } from './class-colour.js';
import { useSession } from './use-session.js';

interface ClassMarkProps {
  classId: string | undefined;
  /** The position of the class where it is unknown to the project. */
  position: number;
}

export function ClassMark({ classId, position }: ClassMarkProps) {
  const { classes } = useSession().project;
  const index = classes.findIndex(({ id }) => id === classId);
  const colour = colourOf(classes[index] ?? {}, index < 0 ? position : index);
  return <span class="class-mark" data-colour={colour} aria-hidden="true" />;
}
