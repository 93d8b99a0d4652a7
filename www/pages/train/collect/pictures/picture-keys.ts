/** The keys that do something with pictures: the same among the small ones and with one in full. */
import type { Session } from '../../project/session.js';
import { movePictures, toggleTest } from './change-pictures.js';
import { removeWithUndo } from '../remove-pictures.js';

/** Classes beyond have no key. */
export const NUM_CLASS_KEYS = 9;

export type PictureAction = 'move' | 'test' | 'remove';

/** Does what the key says with the pictures; null where it says nothing. The promise ends when it is done. */
export function actOnKey(
  event: KeyboardEvent,
  session: Session,
  ids: readonly string[],
): { action: PictureAction; done: Promise<unknown> } | null {
  if (event.ctrlKey || event.metaKey || event.altKey || ids.length === 0) return null;
  const { key } = event;
  if (key === 'Delete' || key === 'Backspace') return { action: 'remove', done: removeWithUndo(session, ids) };
  if (key.toLowerCase() === 't') return { action: 'test', done: toggleTest(session, ids) };
  const target = /^[1-9]$/.test(key) ? session.project.classes[Number(key) - 1] : undefined;
  return target ? { action: 'move', done: movePictures(session, ids, target.id) } : null;
}
