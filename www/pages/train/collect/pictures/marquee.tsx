/** A frame drawn with the mouse from between the pictures: what it touches is selected. */
import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { useRoom } from '../room.js';
import { clearSelection, select } from './selection.js';

/** In pixels of the window. */
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What a press on it means already. */
const TAKEN = '[data-picture], button, input, select, label, a, kbd, video, summary, [popover], .recorder';
/** A shorter way is a press that shook. */
const LEAST_PX = 4;

export function useMarquee() {
  const room = useRoom();
  const root = useRef<HTMLDivElement>(null);
  const box = useSignal<Box | null>(null);
  const onPointerDown = (event: PointerEvent) => {
    const isTaken = event.target instanceof Element && event.target.closest(TAKEN);
    if (event.pointerType !== 'mouse' || event.button !== 0 || isTaken) return;
    const { clientX, clientY } = event;
    const isAdding = event.ctrlKey || event.metaKey || event.shiftKey;
    const before = isAdding ? room.selected.peek() : new Set<string>();
    // Pressing beside a selection gives it up, as elsewhere.
    if (!isAdding) clearSelection(room);
    // The start moves with the page when that is scrolled.
    const startY = clientY + window.scrollY;
    const draw = (move: PointerEvent) => {
      const top = startY - window.scrollY;
      const isShaken = Math.hypot(move.clientX - clientX, move.clientY - top) < LEAST_PX;
      if (box.peek() === null && isShaken) return;
      move.preventDefault();
      box.value = between(clientX, top, move.clientX, move.clientY);
      select(room, [...before, ...touched(root.current, box.value)]);
    };
    const end = () => {
      box.value = null;
      window.removeEventListener('pointermove', draw);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
    };
    window.addEventListener('pointermove', draw);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };
  return { root, box, onPointerDown };
}

function between(x1: number, y1: number, x2: number, y2: number): Box {
  return { left: Math.min(x1, x2), right: Math.max(x1, x2), top: Math.min(y1, y2), bottom: Math.max(y1, y2) };
}

function touched(root: HTMLElement | null, box: Box): string[] {
  const tiles = Array.from(root?.querySelectorAll<HTMLElement>('[data-picture]') ?? []);
  return tiles.flatMap((tile) => {
    const { left, right, top, bottom } = tile.getBoundingClientRect();
    const isTouched = left < box.right && right > box.left && top < box.bottom && bottom > box.top;
    const id = tile.dataset['picture'];
    return isTouched && id !== undefined ? [id] : [];
  });
}

export function Marquee({ box }: { box: ReadonlySignal<Box | null> }) {
  if (!box.value) return null;
  const { left, top, right, bottom } = box.value;
  const style = { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` };
  return <div class="marquee" style={style} />;
}
