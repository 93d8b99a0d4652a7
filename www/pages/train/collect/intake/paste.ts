/** Pasting: into the class that was used last, which its row says, and never unseen. */
import { useEffect } from 'preact/hooks';
import type { Session } from '../../project/session.js';
import { useSession } from '../../parts/use-session.js';
import { addPictures, fromPaste } from '../intake.js';
import { isTextForField } from '../../../shell/incoming.js';
import { useRoom, type Room } from '../room.js';

export const PASTE_KEY = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘V' : 'Ctrl+V';

/** Whoever points at it or works in it means the answer, not a class. */
const TRY = '#try';

export function usePaste(): void {
  const session = useSession();
  const room = useRoom();
  const { classes } = session.project;
  const target = (classes.find(({ id }) => id === room.pasted.value) ?? classes[0])?.id ?? null;
  useEffect(() => {
    room.pasted.value = target;
  }, [target]);
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => paste(event, session, room);
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);
}

function paste(event: ClipboardEvent, session: Session, room: Room): void {
  const data = event.clipboardData;
  const target = room.pasted.value;
  const isOfTry = document.querySelector(`${TRY}:is(:hover, :focus-within)`) !== null;
  if (!data || data.files.length === 0 || target === null || isOfTry || event.defaultPrevented) return;
  if (isTextForField(event)) return;
  event.preventDefault();
  document.querySelector(`[data-class="${target}"]`)?.scrollIntoView({ block: 'nearest' });
  void addPictures(session, fromPaste(data), target);
}
