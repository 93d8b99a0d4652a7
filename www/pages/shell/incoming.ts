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

/**
 * The files that were dropped, and the pictures inside dropped folders, which often hold other things too.
 *
 * Must be called in the drop event itself: the items are gone afterwards.
 */
export async function fromDrop(data: DataTransfer): Promise<NamedPicture[]> {
  const dropped = await droppedFiles(data);
  const wanted = dropped.filter(({ path, file }) => !path.includes('/') || file.type.startsWith('image/'));
  return fromFiles(wanted.map(({ file }) => file));
}
