/** A paste goes to what one looks at: the room that the pointer or the focus came to last, or the one in sight. */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isTextForField } from '../../shell/incoming.js';
import { fromPaste, type Tried } from './tried.js';

export function usePaste(panel: RefObject<HTMLElement | null>, onPictures: (pictures: Tried[]) => void): void {
  const latest = useRef(onPictures);
  latest.current = onPictures;
  useEffect(() => {
    let lookedAt: Element | null = null;
    const look = ({ target }: Event) => {
      if (target instanceof Element) lookedAt = target.closest('.room') ?? lookedAt;
    };
    const onPaste = (event: ClipboardEvent) => {
      const data = event.clipboardData;
      const own = panel.current?.closest('.room');
      if (!data || data.files.length === 0 || !own || !isAt(own, lookedAt) || isTextForField(event)) return;
      // Before those who would take it into a class.
      event.preventDefault();
      event.stopImmediatePropagation();
      latest.current(fromPaste(data));
    };
    document.addEventListener('pointerover', look);
    document.addEventListener('focusin', look);
    window.addEventListener('paste', onPaste, { capture: true });
    return () => {
      document.removeEventListener('pointerover', look);
      document.removeEventListener('focusin', look);
      window.removeEventListener('paste', onPaste, { capture: true });
    };
  }, []);
}

function isAt(room: Element, lookedAt: Element | null): boolean {
  if (lookedAt && isInSight(lookedAt)) return lookedAt === room;
  const collect = document.getElementById('collect');
  return isInSight(room) && !(collect && isInSight(collect));
}

function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
