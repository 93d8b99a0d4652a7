/** How much a screen of some width has to be made smaller to fit into its place. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Fitting {
  place: RefObject<HTMLDivElement | null>;
  /** At most 1: nothing is made larger than it is. */
  scale: number;
}

/** What the frame around a screen takes of its place, on both sides together. */
const FRAME = 12;

export function useFitting(width: number): Fitting {
  const place = useRef<HTMLDivElement>(null);
  const [available, setAvailable] = useState(width + FRAME);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setAvailable(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { place, scale: Math.min(1, (available - FRAME) / width) };
}
