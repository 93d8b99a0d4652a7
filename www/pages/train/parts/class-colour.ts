/** The colour of a class, the same wherever the class is shown: `data-colour`, which styles/colours.css knows. */
import type { ProjectClass } from '../../../storage/index.js';

export const NUM_COLOURS = 8;

/** The number of the colour of the class at `position`, from 0 to {@link NUM_COLOURS} − 1. */
export function colourOf({ colour }: Pick<ProjectClass, 'colour'>, position: number): number {
  return (colour ?? position) % NUM_COLOURS;
}
