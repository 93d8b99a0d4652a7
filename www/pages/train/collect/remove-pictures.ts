/** Removing pictures, with a way back. */
import { t } from '../../../shared/i18n/index.js';
import type { Session } from '../project/session.js';

/** Removes pictures and offers to bring them back. */
export function removeWithUndo(session: Session, ids: string[]): Promise<boolean> {
  return session.attempt(async () => {
    const removed = await session.store.removePictures(ids);
    await session.refreshPictures();
    session.toast.show({
      text: () => t('collect.removed', { count: removed.length }),
      action: {
        label: 'collect.undo',
        run: () =>
          void session.attempt(async () => {
            await session.store.addPictures(removed);
            await session.refreshPictures();
          }),
      },
    });
  });
}
