/** Which pictures are selected, as files are in a window of them. */
import type { Session } from '../../project/session.js';
import type { Room } from '../room.js';

/** The selected pictures that are there still, in the order of the project. */
export function selectedIds(room: Room, session: Session): string[] {
  const selected = room.selected.value;
  if (selected.size === 0) return [];
  return session.pictures.filter(({ id }) => selected.has(id)).map(({ id }) => id);
}

export function toggle(room: Room, id: string): void {
  const selected = new Set(room.selected.value);
  if (!selected.delete(id)) selected.add(id);
  room.selected.value = selected;
  room.anchor = id;
}

/** Selects from where the selection began to `id`, among `ids`. */
export function extendTo(room: Room, ids: readonly string[], id: string): void {
  const from = room.anchor === null ? -1 : ids.indexOf(room.anchor);
  const to = ids.indexOf(id);
  if (from < 0) return toggle(room, id);
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  select(room, range);
}

export function select(room: Room, ids: Iterable<string>): void {
  room.selected.value = new Set(ids);
}

export function clearSelection(room: Room): void {
  if (room.selected.value.size > 0) room.selected.value = new Set();
}
