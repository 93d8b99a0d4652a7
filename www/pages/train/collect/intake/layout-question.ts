/** The question how folders, or names in a zip, are to be understood: asked before anything is added. */
import { signal } from '@preact/signals';
import type { SortedSource } from '../../../../engine/index.js';

/** What can be chosen about a source. */
export type LayoutChoice = Pick<SortedSource, 'level' | 'encoding'>;

export interface LayoutQuestion {
  source: SortedSource;
  /** The same files, sorted otherwise. */
  resort: (choice: LayoutChoice) => Promise<SortedSource>;
  /** Takes the answer, which is null where nothing is to be added. */
  answer: (chosen: SortedSource | null) => void;
}

/** The question that is being asked. */
export const layoutQuestion = signal<LayoutQuestion | null>(null);

/** Resolves with the source as somebody wants it; null where they would rather not. */
export function askAboutLayout(
  source: SortedSource,
  resort: (choice: LayoutChoice) => Promise<SortedSource>,
): Promise<SortedSource | null> {
  return new Promise((resolve) => {
    const answer = (chosen: SortedSource | null) => {
      layoutQuestion.value = null;
      resolve(chosen);
    };
    layoutQuestion.value = { source, resort, answer };
  });
}
