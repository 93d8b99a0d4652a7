/** Removing pictures, with a way back. */
import { t } from '../../../shared/i18n/index.js';
import type { StoredPicture } from '../../../storage/index.js';
import { focusPicture, isFocusLost } from './focus.js';
import type { Session } from '../project/session.js';

/** Removes pictures and offers to bring them back. */
export function removeWithUndo(session: Session, ids: readonly string[]): Promise<boolean> {
  let removed: StoredPicture[] = [];
  const remove = async () => {
    removed = await session.store.removePictures(ids);
    await session.refreshPictures();
  };
  const undo = async () => {
    await session.store.addPictures(removed);
    await session.refreshPictures();
    if (isFocusLost()) focusPicture(removed[0]?.record.id);
  };
  return session.attempt(async () => {
    await remove();
    const count = removed.length;
    if (count > 0) session.history.add({ text: () => t('collect.removed', { count }), undo, redo: remove });
  });
}
