/** Which of the page's rooms is in sight. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** The id of the room that one looks at: of those at the eye's height, the one that was asked for, or the first. */
export function useRoomInSight(rooms: readonly string[]): string {
  const inSight = useSignal('');
  useEffect(() => {
    const look = () => {
      inSight.value = roomInSight(rooms);
    };
    look();
    // Pictures that come in push the rooms below them down.
    const resized = new ResizeObserver(look);
    resized.observe(document.body);
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    window.addEventListener('hashchange', look);
    return () => {
      resized.disconnect();
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
      window.removeEventListener('hashchange', look);
    };
  }, [rooms]);
  return inSight.value;
}

function roomInSight(rooms: readonly string[]): string {
  const eye = innerHeight / 3;
  const there = rooms.filter((id) => {
    const box = document.getElementById(id)?.getBoundingClientRect();
    return box && box.top <= eye && box.bottom > eye;
  });
  const asked = location.hash.slice(1);
  return there.includes(asked) ? asked : (there[0] ?? rooms[0] ?? '');
}
