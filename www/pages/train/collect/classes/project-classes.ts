/** The classes with their pictures, as the rows show them. */
import { useRef } from 'preact/hooks';
import type { PictureRecord, ProjectClass } from '../../../../storage/index.js';
import { useSession } from '../../parts/use-session.js';
import { useRoom } from '../room.js';

export interface ShownClass {
  own: ProjectClass;
  position: number;
  /** Newest first. */
  pictures: readonly PictureRecord[];
  /** Those of them that are searched for. */
  found: readonly PictureRecord[];
}

const NONE: readonly PictureRecord[] = [];

/**
 * All classes, or those in which something is found. A list that has not changed is the one of before, so that only the
 * rows are drawn in which something is new.
 */
export function useClasses(): ShownClass[] {
  const { pictures, project } = useSession();
  const query = useRoom().query.value.trim().toLowerCase();
  const before = useRef(new Map<string, readonly PictureRecord[]>());
  const byClass = new Map<string, PictureRecord[]>();
  for (const picture of pictures.toReversed()) {
    const known = byClass.get(picture.classId);
    if (known) known.push(picture);
    else byClass.set(picture.classId, [picture]);
  }
  const kept = new Map<string, readonly PictureRecord[]>();
  const shown = project.classes.map((own, position) => {
    const ownPictures = same(before.current.get(own.id), byClass.get(own.id) ?? NONE);
    kept.set(own.id, ownPictures);
    return { own, position, pictures: ownPictures, found: search(ownPictures, own, query) };
  });
  before.current = kept;
  return query === '' ? shown : shown.filter(({ own, found }) => found.length > 0 || isNamed(own, query));
}

function same(before: readonly PictureRecord[] | undefined, now: readonly PictureRecord[]): readonly PictureRecord[] {
  const isSame = before?.length === now.length && before.every((picture, index) => picture === now[index]);
  return isSame ? before : now;
}

/** A class whose name is searched for is shown whole. */
function search(pictures: readonly PictureRecord[], own: ProjectClass, query: string): readonly PictureRecord[] {
  if (query === '' || isNamed(own, query)) return pictures;
  return pictures.filter(({ name }) => name.toLowerCase().includes(query));
}

function isNamed({ name }: ProjectClass, query: string): boolean {
  return name.toLowerCase().includes(query);
}
