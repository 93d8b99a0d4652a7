/** A picture that another room asks Collect to open in full, where it can be moved, marked and removed. */
import { signal } from '@preact/signals';

interface AskedPicture {
  id: string;
  /** The pictures that one can turn to from it, in their order. */
  among: readonly string[];
  /** What has opened it, and takes the focus afterwards. */
  opener: HTMLElement;
  /** It opens with the pictures that are most like it. */
  isSimilarAsked?: boolean;
}

export const askedPicture = signal<AskedPicture | null>(null);
