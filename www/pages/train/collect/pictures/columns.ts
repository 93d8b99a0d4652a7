/** How many pictures fit into a line: counted where they lie, for the room is as wide as the window leaves it. */
import { useEffect } from 'preact/hooks';
import type { RefObject } from 'preact';
import { useRoom } from '../room.js';

/** Keeps the room's number of columns as that of the row `root`; rows are all equally wide. */
export function useColumns(root: RefObject<HTMLElement | null>): void {
  const { numColumns, enlarged } = useRoom();
  useEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      // A class that is shown large has larger pictures.
      if (element.closest('[data-class]')?.getAttribute('data-class') === enlarged.peek()) return;
      numColumns.value = getComputedStyle(element).gridTemplateColumns.split(' ').length;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}
