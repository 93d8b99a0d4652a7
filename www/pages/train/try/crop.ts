/** The part of a picture that a network sees: a square in its middle. */
import { BACKBONE_SHARE } from '../../../shared/seen-part.js';
import { ARCHITECTURES, type ArchitectureId } from '../../../types/core.js';

/** The square's side as a share of the picture's shorter one. */
export function seenShare(architecture: ArchitectureId): number {
  return ARCHITECTURES[architecture].layer === null ? 1 : BACKBONE_SHARE;
}

/** Where the square lies, in percent of the picture. */
export function seenArea(width: number, height: number, share: number) {
  const side = Math.min(width, height) * share;
  const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return {
    left: percent((width - side) / 2, width),
    top: percent((height - side) / 2, height),
    width: percent(side, width),
    height: percent(side, height),
  };
}
