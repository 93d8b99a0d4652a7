/** How many classes are drawn: thousands would hold up the page for seconds, each time that it opens. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ShownClass } from './project-classes.js';

const ROWS_AT_ONCE = 200;

interface LimitedRows {
  rows: ShownClass[];
  /** The number of classes that are not drawn yet. */
  numMore: number;
  /** The number of those that `showMore` draws. */
  numNext: number;
  showMore: () => void;
}

/** The first rows, and those of classes that were added since the project was opened: they are being worked with. */
export function useRowLimit(shown: readonly ShownClass[]): LimitedRows {
  const limit = useSignal(ROWS_AT_ONCE);
  const opened = useRef<ReadonlySet<string> | null>(null);
  opened.current ??= new Set(shown.map(({ own }) => own.id));
  const isAdded = ({ own }: ShownClass) => !opened.current?.has(own.id);
  const added = new Set(shown.slice(limit.value).filter(isAdded).slice(-ROWS_AT_ONCE));
  const rows = shown.filter((row, index) => index < limit.value || added.has(row));
  const numMore = shown.length - rows.length;
  return {
    rows,
    numMore,
    numNext: Math.min(numMore, ROWS_AT_ONCE),
    showMore: () => (limit.value += ROWS_AT_ONCE),
  };
}
