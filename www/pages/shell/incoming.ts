/** Gets the pictures out of what was dropped, pasted or chosen. */
import { t } from '../../shared/i18n/index.js';
import { droppedFiles } from './dropped-files.js';
import type { NamedPicture } from '../classify/queue.js';

/** Chosen and dropped files are all taken, whatever their type says: the engine looks at the content. */
export function fromFiles(files: Iterable<File>): NamedPicture[] {
  return Array.from(files, (file) => ({ name: file.name || t('picture.unnamed'), picture: file }));
}

/** The pictures on the clipboard. Browsers call every copied picture "image.png", which tells nothing. */
export function fromClipboard(data: DataTransfer): NamedPicture[] {
  const isCopiedPixels = data.files.length === 1 && data.files[0]?.name === 'image.png';
  if (isCopiedPixels) return Array.from(data.files, (picture) => ({ name: t('picture.pasted'), picture }));
  return fromFiles(data.files);
}

/** Whether a paste is text for the field that it goes to, whatever else the clipboard holds: Excel adds a picture. */
export function isTextForField({ target, clipboardData }: ClipboardEvent): boolean {
  if (!clipboardData?.types.includes('text/plain') || !(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('textarea, input:not([type=file], [type=radio], [type=checkbox])');
}

/** The pictures of a drop, and the names of those that could not be read. */
export interface DroppedPictures {
  pictures: NamedPicture[];
  unreadable: string[];
}

/**
 * The files that were dropped, and the pictures inside dropped folders, which often hold other things too.
 *
 * Must be called in the drop event itself: the items are gone afterwards.
 */
export async function fromDrop(data: DataTransfer): Promise<DroppedPictures> {
  const { files, unreadable } = await droppedFiles(data);
  const wanted = files.filter(({ path, file }) => !path.includes('/') || file.type.startsWith('image/'));
  return { pictures: fromFiles(wanted.map(({ file }) => file)), unreadable };
}

/** The sentences about a drop that not all of could be used; null where there is nothing to say. */
export function dropProblem({ pictures, unreadable }: DroppedPictures): string | null {
  const [name] = unreadable;
  if (name !== undefined) return t('drop.unreadable', { count: unreadable.length, name });
  return pictures.length === 0 ? t('drop.no-picture') : null;
}
