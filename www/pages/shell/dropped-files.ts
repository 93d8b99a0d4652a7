/** Files out of a drop, folders and all. */

export interface DroppedFile {
  /** With the folders it lay in, separated by `/`. */
  path: string;
  file: File;
}

/** Must be called in the drop event itself: the items are gone afterwards. Hidden files are left out. */
export async function droppedFiles(data: DataTransfer): Promise<DroppedFile[]> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry?.() ?? null);
  const files = Array.from(data.files, (file) => ({ path: file.name, file }));
  if (!entries.some((entry) => entry?.isDirectory)) return files;
  const nested = await Promise.all(entries.filter((entry) => entry !== null).map(filesOf));
  return nested.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<DroppedFile[]> {
  if (entry.name.startsWith('.')) return [];
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: DroppedFile[] = [];
  // A reader hands over a part at a time, and an empty part at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return found;
    found.push(...(await Promise.all(part.map(filesOf))).flat());
  }
}
