/** What storage and views need to know of the networks; all else is the core's. */
import type { ArchitectureId } from './core-types.js';

/** Whether a network reads what the backbone gives instead of pixels. */
export function readsBackbone(architecture: ArchitectureId): boolean {
  return architecture === 'transfer' || architecture === 'fine-tune';
}
