/** The settings that mean something to a network. */
import { ARCHITECTURES, type ArchitectureId } from '../../../types/core.js';

/** The settings that do not mean something to all of them. */
const OWN = new Set(Object.values(ARCHITECTURES).flatMap(({ ownSettings }) => ownSettings));

/** `name` is as in the settings, `augmentation.variants` for one within. */
export function isSettingOf(architecture: ArchitectureId, name: string): boolean {
  return !OWN.has(name) || ARCHITECTURES[architecture].ownSettings.includes(name);
}
