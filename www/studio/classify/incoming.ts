/** Gets the pictures out of what was dropped, pasted or chosen. */
import { t } from '../../i18n/index.js';
import type { NamedPicture } from './queue.js';

/** Chosen and dropped files are all taken, whatever their type says: the engine judges the content. */
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
 * The files that were dropped, and the pictures inside dropped folders.
 *
 * Must be called in the drop event itself: the items are gone afterwards.
 */
export async function fromDrop(data: DataTransfer): Promise<NamedPicture[]> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry?.() ?? null);
  const hasFolder = entries.some((entry) => entry?.isDirectory);
  if (!hasFolder) return fromFiles(data.files);
  const nested = await Promise.all(entries.map((entry) => (entry ? filesOf(entry) : [])));
  return fromFiles(nested.flat());
}

/** A folder often holds other things as well, so inside one only pictures are taken. */
async function filesOf(entry: FileSystemEntry, isInFolder = false): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return !isInFolder || file.type.startsWith('image/') ? [file] : [];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  // A reader hands over a part at a time, and an empty part at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return files;
    const nested = await Promise.all(part.map((child) => filesOf(child, true)));
    files.push(...nested.flat());
  }
}
