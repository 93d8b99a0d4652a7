/** Deleting a class with its pictures, with a way back. */
import { t } from '../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../storage/index.js';
import type { Session } from '../project/session.js';

export async function removeClass(session: Session, own: ProjectClass): Promise<void> {
  const { id: projectId, classes } = session.project;
  const position = classes.findIndex(({ id }) => id === own.id);
  // The class first, then what storage holds of it: more may have come since its card was drawn.
  await session.update({ classes: classes.filter(({ id }) => id !== own.id) });
  const pictures = await session.store.pictures(projectId);
  const ids = pictures.filter(({ classId }) => classId === own.id).map(({ id }) => id);
  const removed = await session.store.removePictures(ids);
  await session.refreshPictures();
  const bringBack = async () => {
    // Into the classes of now: others may have come since, and another project may be open.
    await session.changeClasses(projectId, (now) => now.toSpliced(position, 0, own));
    await session.store.addPictures(removed);
    await session.refreshPictures();
    focusName(own.id);
  };
  session.toast.show({
    text: () => t('collect.class.deleted', { name: own.name }),
    action: { label: 'collect.undo', run: () => void session.attempt(bringBack) },
  });
  // What was pressed is gone, and the next class's button in its place would delete that one too.
  session.toast.focusAction();
}

/** Puts the cursor into the name of a class, selected so that typing replaces it. */
export function focusName(classId: string): void {
  const name = document.querySelector<HTMLInputElement>(`[data-class="${classId}"] .class-name`);
  name?.focus();
  name?.select();
}
