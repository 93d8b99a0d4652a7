/** Several pictures to another class, each with a way back to the one it was in. */
import { t } from '../../../shared/i18n/index.js';
import type { Session } from '../project/session.js';

export async function movePictures(session: Session, ids: readonly string[], classId: string): Promise<void> {
  const target = session.project.classes.find(({ id }) => id === classId);
  const moved = session.pictures.filter((picture) => ids.includes(picture.id) && picture.classId !== classId);
  if (!target || moved.length === 0) return;
  const redo = async () => {
    await session.store.movePictures(
      moved.map(({ id }) => id),
      classId,
    );
    await session.refreshPictures();
  };
  const undo = async () => {
    for (const from of new Set(moved.map((picture) => picture.classId))) {
      const ids = moved.filter((picture) => picture.classId === from).map(({ id }) => id);
      await session.store.movePictures(ids, from);
    }
    await session.refreshPictures();
  };
  if (!(await session.attempt(redo))) return;
  session.history.add({ text: () => t('map.moved', { count: moved.length, target: target.name }), undo, redo });
}
