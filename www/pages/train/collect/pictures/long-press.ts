/** A finger that stays where it is: the way to select where there is neither Ctrl nor a second button. */
import { useRef } from 'preact/hooks';

const LONG_MS = 450;
/** A finger that moves further than this scrolls. */
const STILL_PX = 10;

interface Press {
  timer: number;
  x: number;
  y: number;
}

export function useLongPress(onLong: (target: EventTarget | null) => void) {
  const press = useRef<Press | null>(null);
  const isOver = useRef(false);
  const end = () => {
    window.clearTimeout(press.current?.timer);
    press.current = null;
  };
  return {
    /** Whether the click that now comes is the end of a long press, and means nothing more. */
    isOver: () => isOver.current,
    handlers: {
      onPointerDown({ pointerType, target, clientX: x, clientY: y }: PointerEvent) {
        isOver.current = false;
        if (pointerType !== 'touch') return;
        const timer = window.setTimeout(() => {
          isOver.current = true;
          onLong(target);
        }, LONG_MS);
        press.current = { timer, x, y };
      },
      onPointerMove({ clientX, clientY }: PointerEvent) {
        const { current } = press;
        if (current && Math.hypot(clientX - current.x, clientY - current.y) > STILL_PX) end();
      },
      onPointerUp: end,
      onPointerCancel: end,
      // The browser's own menu of a picture.
      onContextMenu(event: MouseEvent) {
        if (press.current || isOver.current) event.preventDefault();
      },
    },
  };
}
