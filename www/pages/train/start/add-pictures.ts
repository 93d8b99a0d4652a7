/** Takes files into the open project, with a way back. */
import { t } from '../../../shared/i18n/index.js';
import type { LongCall } from '../../../engine/index.js';
import type { PictureRecord, StoredPicture } from '../../../storage/index.js';
import { takeIn, type Incoming } from '../collect/intake.js';
import type { Session } from '../project/session.js';

/** Into the class, or into one for each folder where `classId` is null. Resolves with what was added. */
export async function addPictures(
  session: Session,
  incoming: Incoming[],
  classId: string | null,
  { signal, onProgress }: LongCall = {},
): Promise<PictureRecord[]> {
  const added: PictureRecord[] = [];
  await session.attempt(async () => {
    const { refused } = await takeIn(session, incoming, {
      classId,
      signal: signal ?? new AbortController().signal,
      onProgress: onProgress ?? (() => undefined),
      onAdded: (record) => added.push(record),
    });
    session.showAdded(added);
    if (refused.length > 0) session.toast.show({ text: () => refused.slice(0, 3).join(' ') });
  });
  if (added.length > 0) offerUndo(session, added, classId);
  return added;
}

function offerUndo(session: Session, added: readonly PictureRecord[], classId: string | null): void {
  let removed: StoredPicture[] = [];
  const count = added.length;
  const name = () => session.project.classes.find(({ id }) => id === classId)?.name ?? '';
  session.history.add({
    text: () => (classId === null ? t('collect.added', { count }) : t('collect.added.to', { count, name: name() })),
    undo: async () => {
      removed = await session.store.removePictures(added.map(({ id }) => id));
      await session.refreshPictures();
    },
    redo: async () => {
      await session.store.addPictures(removed);
      await session.refreshPictures();
    },
  });
}
