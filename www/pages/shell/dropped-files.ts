/** Files out of a drop, folders and all. */

export interface DroppedFile {
  /** With the folders it lay in, separated by `/`. */
  path: string;
  file: File;
}

export interface Dropped {
  files: DroppedFile[];
  /** The paths of the files and folders that the browser may not read, or that lead nowhere. */
  unreadable: string[];
}

/**
 * What is dragged from another page is an address and no file; what is dragged within this one may be one of both.
 * Either is let go here, so that it can be said what was in it.
 */
export function mayHoldFiles(types: readonly string[]): boolean {
  return types.includes('Files') || types.includes('text/uri-list');
}

/** Must be called in the drop event itself: the items are gone afterwards. Hidden files are left out. */
export async function droppedFiles(data: DataTransfer): Promise<Dropped> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry?.() ?? null);
  const files = Array.from(data.files, (file) => ({ path: file.name, file }));
  if (!entries.some((entry) => entry?.isDirectory)) return { files, unreadable: [] };
  const dropped: Dropped = { files: [], unreadable: [] };
  await collectAll(entries, dropped);
  return dropped;
}

/** One after the other, so that files come in their order. One that cannot be read loses none of the others. */
async function collectAll(entries: readonly (FileSystemEntry | null)[], dropped: Dropped): Promise<void> {
  for (const entry of entries) if (entry && !entry.name.startsWith('.')) await collect(entry, dropped);
}

async function collect(entry: FileSystemEntry, dropped: Dropped): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (entry.isFile) dropped.files.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    else await collectFolder(entry as FileSystemDirectoryEntry, dropped);
  } catch {
    // Another user's, a link to nothing, a path too long for its system: named beside those that could be read.
    dropped.unreadable.push(path);
  }
}

async function collectFolder(folder: FileSystemDirectoryEntry, dropped: Dropped): Promise<void> {
  const reader = folder.createReader();
  // A reader hands over a part at a time, and an empty part at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    await collectAll(part, dropped);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
