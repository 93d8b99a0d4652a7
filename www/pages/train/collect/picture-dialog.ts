/** One picture in full: what it is called, which class it belongs to, what is done with it. */
import { t } from '../../../shared/i18n/index.js';
import type { PictureRecord } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { removeWithUndo } from './remove-pictures.js';
import type { Session } from '../project/session.js';

export function openPicture(session: Session, picture: PictureRecord): void {
  const { id, name } = picture;
  const image = el('img', { attributes: { alt: name } });
  let url: string | undefined;
  void session.attempt(async () => {
    const { picture: original } = await session.store.pictureFiles(id);
    if (!dialog.open) return;
    url = URL.createObjectURL(original);
    image.src = url;
  });
  const target = el(
    'select',
    { testId: 'picture-class' },
    ...session.project.classes.map((known) => {
      const option = el('option', { text: known.name, attributes: { value: known.id } });
      option.selected = known.id === picture.classId;
      return option;
    }),
  );
  const remove = el('button', {
    class: 'button',
    text: t('collect.picture.remove.short'),
    attributes: { 'aria-label': t('collect.picture.remove', { name }) },
    onClick: () => {
      dialog.close();
      void removeWithUndo(session, [id]);
    },
  });
  const done = el('button', {
    class: 'button is-primary',
    text: t('collect.picture.done'),
    testId: 'picture-done',
    onClick: () => dialog.close(),
  });
  const dialog = el(
    'dialog',
    { class: 'dialog', testId: 'picture-dialog', attributes: { 'aria-label': name } },
    el('h3', { text: name }),
    image,
    el('label', {}, t('collect.picture.class'), ' ', target),
    el('div', { class: 'class-ways' }, done, remove),
  );
  target.addEventListener('change', () => void movePicture(session, picture, target.value));
  dialog.addEventListener('close', () => {
    if (url) URL.revokeObjectURL(url);
    dialog.remove();
    // The card it was opened from has been drawn anew when the picture was moved.
    document.querySelector<HTMLElement>(`[data-picture="${id}"]`)?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Moves a picture to another class, with a way back to the one it was in. */
export async function movePicture(session: Session, picture: PictureRecord, classId: string): Promise<void> {
  const move = (to: string) =>
    session.attempt(async () => {
      await session.store.movePictures([picture.id], to);
      await session.refreshPictures();
    });
  const target = session.project.classes.find((known) => known.id === classId);
  // Read anew: it may have been moved since it was drawn.
  const from = session.pictures.find(({ id }) => id === picture.id)?.classId;
  if (!target || from === undefined || from === classId || !(await move(classId))) return;
  session.toast.show({
    text: () => t('collect.picture.moved', { name: picture.name, target: target.name }),
    action: { label: 'collect.undo', run: () => void move(from) },
  });
}
