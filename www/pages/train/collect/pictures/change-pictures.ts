/** Moving pictures to another class and setting them aside for the final test, with a way back. */
import { t } from '../../../../shared/i18n/index.js';
import type { PictureRecord } from '../../../../storage/index.js';
import type { Session } from '../../project/session.js';

/** Moves pictures to another class; those that are in it already stay as they are. */
export async function movePictures(session: Session, ids: readonly string[], classId: string): Promise<void> {
  const target = session.project.classes.find(({ id }) => id === classId);
  const moved = picturesOf(session, ids).filter((picture) => picture.classId !== classId);
  const [first] = moved;
  if (!target || !first) return;
  const count = moved.length;
  await changeEach(session, moved, 'classId', classId, () =>
    count === 1
      ? t('collect.picture.moved', { name: first.name, target: target.name })
      : t('collect.pictures.moved', { count, target: target.name }),
  );
}

/** Sets pictures aside for the final test; where all of them are, takes them back into training. */
export async function toggleTest(session: Session, ids: readonly string[]): Promise<void> {
  const pictures = picturesOf(session, ids);
  const isTest = !pictures.every((picture) => picture.isTest);
  const changed = pictures.filter((picture) => (picture.isTest ?? false) !== isTest);
  const count = changed.length;
  if (count === 0) return;
  await changeEach(session, changed, 'isTest', isTest, () =>
    t(isTest ? 'collect.pictures.aside' : 'collect.pictures.back', { count }),
  );
}

function picturesOf(session: Session, ids: readonly string[]): PictureRecord[] {
  const wanted = new Set(ids);
  return session.pictures.filter(({ id }) => wanted.has(id));
}

/** Gives one field of the pictures the same value; the way back gives each the value that it had. */
async function changeEach<Field extends 'classId' | 'isTest'>(
  session: Session,
  pictures: readonly PictureRecord[],
  field: Field,
  value: PictureRecord[Field],
  text: () => string,
): Promise<void> {
  const ids = pictures.map(({ id }) => id);
  const before = new Map<PictureRecord[Field], string[]>();
  for (const picture of pictures) before.set(picture[field], [...(before.get(picture[field]) ?? []), picture.id]);
  const redo = async () => {
    await session.store.markPictures(ids, { [field]: value });
    await session.refreshPictures();
  };
  const undo = async () => {
    for (const [former, those] of before) await session.store.markPictures(those, { [field]: former });
    await session.refreshPictures();
  };
  if (await session.attempt(redo)) session.history.add({ text, undo, redo });
}
