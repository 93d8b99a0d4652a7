/** What keyboard, mouse and finger do with the pictures of a class. */
import { isTouch } from '../../../../shared/dom.js';
import type { PictureRecord, ProjectClass } from '../../../../storage/index.js';
import type { Session } from '../../project/session.js';
import { useSession } from '../../parts/use-session.js';
import { focusPicture } from '../focus.js';
import { useLongPress } from './long-press.js';
import { dragPictures } from './picture-drag.js';
import { actOnKey } from './picture-keys.js';
import { removeWithUndo } from '../remove-pictures.js';
import { useRoom, type Room } from '../room.js';
import { clearSelection, extendTo, select, selectedIds, toggle } from './selection.js';

interface Grid {
  own: ProjectClass;
  /** All pictures of the class. */
  pictures: readonly PictureRecord[];
  /** Those that are drawn. */
  shown: readonly PictureRecord[];
  /** Called with the picture that Tab comes back to. */
  onStop: (id: string) => void;
}

export function useGridEvents(grid: Grid) {
  const session = useSession();
  const room = useRoom();
  const press = useLongPress((target) => {
    const id = pictureAt(target);
    if (id !== null) toggle(room, id);
  });
  return {
    ...press.handlers,
    onClick(event: MouseEvent) {
      const id = pictureAt(event.target);
      if (id === null || press.isOver()) return;
      if ((event.target as Element).closest('.thumbnail-remove')) void removeWithUndo(session, [id]);
      else click(event, id, grid, room);
    },
    onFocusIn(event: FocusEvent) {
      const id = pictureAt(event.target);
      if (id !== null) grid.onStop(id);
    },
    onKeyDown(event: KeyboardEvent) {
      const id = pictureAt(event.target);
      if (id !== null && pressKey(event, id, grid, room, session)) event.preventDefault();
    },
    onDragStart(event: DragEvent) {
      const id = pictureAt(event.target);
      if (id === null || !event.dataTransfer) return;
      const isSelected = room.selected.value.has(id);
      dragPictures(event.dataTransfer, isSelected ? selectedIds(room, session) : [id]);
    },
  };
}

function click(event: MouseEvent, id: string, { pictures }: Grid, room: Room): void {
  const ids = pictures.map((picture) => picture.id);
  if (event.shiftKey) extendTo(room, ids, id);
  else if (event.ctrlKey || event.metaKey) toggle(room, id);
  // Where a long press has begun a selection, a touch goes on with it.
  else if (isTouch() && room.selected.value.size > 0) toggle(room, id);
  else room.open.value = { id, among: ids };
}

/** Says whether the key meant something. */
function pressKey(event: KeyboardEvent, id: string, grid: Grid, room: Room, session: Session): boolean {
  const ids = grid.pictures.map((picture) => picture.id);
  const target = neighbour(event, id, grid);
  if (target !== null) {
    if (event.shiftKey) {
      // It began in another class.
      if (room.anchor === null || !ids.includes(room.anchor)) room.anchor = id;
      extendTo(room, ids, target);
    } else if (!event.ctrlKey && !event.metaKey) room.anchor = target;
    focusPicture(target);
    return true;
  }
  switch (event.key) {
    case 'Enter':
      room.open.value = { id, among: ids };
      return true;
    case ' ':
      toggle(room, id);
      return true;
    case 'Escape':
      clearSelection(room);
      return true;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
    select(room, ids);
    return true;
  }
  return act(event, id, grid, room, session);
}

/** Does what a key says with the selection, or with the picture that has the focus where it is not selected. */
function act(event: KeyboardEvent, id: string, { own, shown }: Grid, room: Room, session: Session): boolean {
  const ids = room.selected.value.has(id) ? selectedIds(room, session) : [id];
  const acted = actOnKey(event, session, ids);
  if (!acted || acted.action === 'test') return acted !== null;
  // What follows in the class takes the focus of what leaves it.
  const leaving = new Set(ids);
  const at = shown.findIndex((picture) => picture.id === id);
  const next = [...shown.slice(at), ...shown.slice(0, at).reverse()].find((picture) => !leaving.has(picture.id));
  clearSelection(room);
  void acted.done.then(() => focusPicture(next?.id, own.id));
  return true;
}

/** The picture that an arrow key leads to, Home or End; null for any other key. */
function neighbour({ key, target }: KeyboardEvent, id: string, { shown }: Grid): string | null {
  const at = shown.findIndex((picture) => picture.id === id);
  const grid = (target as Element).closest('.class-pictures');
  const numColumns = grid ? getComputedStyle(grid).gridTemplateColumns.split(' ').length : 1;
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -numColumns,
    ArrowDown: numColumns,
    Home: -at,
    End: shown.length - 1 - at,
  };
  const step = steps[key];
  if (step === undefined || at < 0) return null;
  return shown[at + step]?.id ?? id;
}

function pictureAt(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest('[data-picture]')?.getAttribute('data-picture') ?? null) : null;
}
