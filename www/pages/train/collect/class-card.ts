/** One class: its name, its pictures, and the ways in. */
import { language, t } from '../../../shared/i18n/index.js';
import type { PictureRecord, ProjectClass } from '../../../storage/index.js';
import { el, icon, isTouch } from '../../../shared/dom.js';
import { capture } from './capture-dialog.js';
import { classMenu, NUM_COLOURS } from './class-menu.js';
import { fromDrop, fromInput, type Incoming } from './intake.js';
import { movePicture, openPicture } from './picture-dialog.js';
import { removeClass } from './remove-class.js';
import { removeWithUndo } from './remove-pictures.js';
import type { Session } from '../project/session.js';
import type { Thumbnails } from '../project/thumbnails.js';

/** More are drawn when asked for: a class may hold thousands. */
export const SHOWN_AT_ONCE = 60;
const SHOWN_MORE = 240;
/** Drawing more than this would hold the page up for longer than a frame. */
const SHOWN_PER_FRAME = 24;
const PICTURE_DRAG = 'application/x-kiln-picture';

interface ClassCardProps {
  projectClass: ProjectClass;
  position: number;
  pictures: PictureRecord[];
  /** The number of pictures that are drawn. */
  numShown: number;
  /** Called with the number of pictures that are drawn from now on. */
  onMore: (numShown: number) => void;
  /** Gathers the pictures whose thumbnails are on the page. */
  shown: Set<string>;
  /** Items that have been drawn before, by picture; what has not changed is not drawn again. */
  drawn: Map<string, DrawnItem>;
}

export interface DrawnItem {
  /** The key of all that is seen of the picture. */
  key: string;
  element: HTMLElement;
}

export class ClassCard {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #class: ProjectClass;

  constructor(
    session: Session,
    thumbnails: Thumbnails,
    { projectClass, position, pictures, numShown, onMore, shown, drawn }: ClassCardProps,
    onFiles: (files: Incoming[]) => void,
  ) {
    this.#session = session;
    this.#class = projectClass;
    // The newest first: they are what one wants to see arrive.
    const newestFirst = pictures.toReversed();
    const draw = (from: number, to: number) =>
      newestFirst.slice(from, to).map((picture) => {
        shown.add(picture.id);
        const key = JSON.stringify([language, picture.name, picture.classId, picture.isTest]);
        const known = drawn.get(picture.id);
        if (known?.key === key) return known.element;
        const element = this.#item(picture, thumbnails);
        drawn.set(picture.id, { key, element });
        return element;
      });
    const list = el('ul', { class: 'thumbnails', attributes: { role: 'list' } }, ...draw(0, numShown));
    const more = this.#more(pictures.length, numShown, (from, to) => {
      list.append(...draw(from, to));
      onMore(to);
    });
    this.element = el(
      'article',
      {
        class: 'class-card',
        testId: 'class-card',
        attributes: {
          'data-class': projectClass.id,
          'data-colour': String((projectClass.colour ?? position) % NUM_COLOURS),
        },
      },
      this.#head(pictures),
      pictures.length > 0
        ? list
        : el('p', { class: 'drop-hint', text: t(isTouch() ? 'collect.drop.touch' : 'collect.drop') }),
      more,
      this.#ways(onFiles),
      classMenu(session, projectClass, position),
    );
    this.element.classList.toggle('is-off', !projectClass.isEnabled);
    this.#acceptDrops(onFiles);
  }

  /** The button behind the pictures that are drawn. It adds to them, a lot in each frame, and goes with the last. */
  #more(total: number, numShown: number, append: (from: number, to: number) => void): HTMLElement | null {
    if (total <= numShown) return null;
    let shown = numShown;
    const button = el('button', { class: 'text-button', testId: 'show-more' });
    const label = () => (button.textContent = t('collect.picture.more', { count: total - shown }));
    const appendUntil = (target: number) => {
      // Another card has taken this one's place, and what it held.
      if (!button.isConnected) return;
      const next = Math.min(shown + SHOWN_PER_FRAME, target);
      append(shown, next);
      shown = next;
      if (shown < target) requestAnimationFrame(() => appendUntil(target));
      else if (shown < total) label();
      else button.remove();
    };
    button.addEventListener('click', () => appendUntil(Math.min(total, shown + SHOWN_MORE)));
    label();
    return button;
  }

  #head(pictures: PictureRecord[]): HTMLElement {
    const { name, isEnabled } = this.#class;
    const input = el('input', {
      class: 'class-name',
      testId: 'class-name',
      attributes: { 'aria-label': t('collect.class.name'), maxlength: '80' },
    });
    input.value = name;
    // The name as it was, so that one being typed is told from one that is not.
    input.defaultValue = name;
    input.addEventListener('change', () => this.#change({ name: input.value.trim() || name }));
    const enabled = el('input', { attributes: { type: 'checkbox' } });
    enabled.checked = isEnabled;
    enabled.addEventListener('change', () => this.#change({ isEnabled: enabled.checked }));
    const remove = el('button', {
      class: 'icon-button',
      attributes: { 'aria-label': t('collect.class.delete', { name }) },
      onClick: () => void this.#session.attempt(() => removeClass(this.#session, this.#class)),
    });
    remove.append(icon('close'));
    const count = el('p', { text: t('collect.class.pictures', { count: pictures.length }), testId: 'class-count' });
    const label = el('label', {}, enabled, t('collect.class.enabled'));
    return el(
      'header',
      {},
      el('div', { class: 'class-title' }, input, remove),
      el('div', { class: 'class-line' }, count, label),
    );
  }

  #item(picture: PictureRecord, thumbnails: Thumbnails): HTMLElement {
    const { id, name, isTest = false, origin } = picture;
    const image = el('img', { attributes: { alt: name, loading: 'lazy', draggable: 'false' } });
    thumbnails.show(image, id);
    const open = el('button', {
      class: 'thumbnail-open',
      testId: 'picture-open',
      attributes: { 'aria-label': t('collect.picture.open', { name }), title: name, 'data-picture': id },
      onClick: () => openPicture(this.#session, picture),
    });
    open.append(image);
    const remove = el('button', {
      class: 'thumbnail-remove',
      attributes: { 'aria-label': t('collect.picture.remove', { name }) },
      onClick: () => void removeWithUndo(this.#session, [id]),
    });
    remove.append(icon('close'));
    const aside = el('button', {
      class: 'thumbnail-test',
      text: t('collect.picture.test.short'),
      attributes: {
        'aria-pressed': String(isTest),
        'aria-label': t('collect.picture.test', { name }),
        title: t('collect.picture.test', { name }),
      },
      onClick: () =>
        void this.#session.attempt(async () => {
          await this.#session.store.markPictures([id], { isTest: !isTest });
          await this.#session.refreshPictures();
        }),
    });
    // Not the button: some browsers drag nothing that lies in one.
    const mark =
      origin === 'reader'
        ? el('span', {
            class: 'thumbnail-origin',
            text: t('readers.origin'),
            testId: 'picture-origin',
            attributes: { title: t('readers.origin.help') },
          })
        : null;
    const item = el('li', { attributes: { draggable: 'true' } }, open, aside, remove, mark);
    item.addEventListener('dragstart', (event) => event.dataTransfer?.setData(PICTURE_DRAG, id));
    return item;
  }

  #ways(onFiles: (files: Incoming[]) => void): HTMLElement {
    const files = el('input', {
      testId: 'class-files',
      attributes: { type: 'file', accept: 'image/*,.zip', multiple: '', hidden: '' },
    });
    const folder = el('input', { attributes: { type: 'file', webkitdirectory: '', hidden: '' } });
    for (const input of [files, folder]) input.addEventListener('change', () => onFiles(fromInput(input)));
    return el(
      'div',
      { class: 'class-ways' },
      el('button', { class: 'button', text: t('collect.add.files'), onClick: () => files.click() }),
      el('button', { class: 'text-button', text: t('collect.add.folder'), onClick: () => folder.click() }),
      el('button', {
        class: 'text-button',
        text: t('collect.add.camera'),
        testId: 'class-camera',
        onClick: () => void capture(this.#class.name).then(onFiles),
      }),
      files,
      folder,
    );
  }

  #acceptDrops(onFiles: (files: Incoming[]) => void): void {
    this.element.addEventListener('drop', (event) => {
      event.preventDefault();
      event.stopPropagation();
      const moved = event.dataTransfer?.getData(PICTURE_DRAG);
      const picture = this.#session.pictures.find(({ id }) => id === moved);
      if (picture) void movePicture(this.#session, picture, this.#class.id);
      else if (event.dataTransfer) void fromDrop(event.dataTransfer).then(onFiles);
    });
  }

  #change(change: Partial<ProjectClass>): void {
    const { classes } = this.#session.project;
    const changed = classes.map((known) => (known.id === this.#class.id ? { ...known, ...change } : known));
    void this.#session.attempt(() => this.#session.update({ classes: changed }));
  }
}
