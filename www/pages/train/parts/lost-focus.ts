/** The focus, where what had it has gone. */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** The ref of what takes the focus, when `isWanted` begins to hold, from something that has just left the page. */
export function useLostFocus<T extends HTMLElement>(isWanted: boolean): RefObject<T | null> {
  const taker = useRef<T>(null);
  useEffect(() => {
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (isWanted && isLost) taker.current?.focus({ preventScroll: true });
  }, [isWanted]);
  return taker;
}
