/** The one place where a picture's record is made, whichever way the picture came. */
import type { PictureRecord, StoredPicture } from '../../storage/index.js';
import { store } from '../state.js';
import type { InspectedPicture } from '../service.js';
import { inspect } from './inspect.js';
import { newId } from '../../shared/ids.js';

/** The facts about a picture beside what is on it. */
export type Origin = Pick<PictureRecord, 'projectId' | 'classId' | 'name'> &
  Partial<Pick<PictureRecord, 'addedAt' | 'isTest' | 'burst' | 'origin'>>;

export function recordOf(origin: Origin, { inspection, sha256 }: Omit<InspectedPicture, 'thumbnail'>): PictureRecord {
  return { addedAt: Date.now(), ...origin, id: newId(), sha256, inspection };
}

/** Checks a picture and stores it. The file must be one that stays as it is. */
export async function storePicture(picture: Blob, origin: Origin): Promise<PictureRecord> {
  const inspected = await inspect(picture);
  const stored: StoredPicture = {
    record: recordOf(origin, inspected),
    files: { picture, thumbnail: inspected.thumbnail },
  };
  await store.addPictures([stored]);
  return stored.record;
}
