import type { Explanation, LongCall, MaskCheckResult } from '../../engine/index.js';

/** A prediction that can be explained. */
export interface Subject {
  /** Classes to choose from, most probable first. */
  classes: readonly { index: number; label: () => string }[];
  /** Holds the picture and is exactly as large; the map is laid over it. */
  frame: HTMLElement;
  explain(classes: number[], options: LongCall): Promise<Explanation[]>;
  checkMap(map: Explanation, options: LongCall): Promise<MaskCheckResult>;
}
