/** What a file is, by its first bytes: names and types say anything. */

/** `zip` can be opened; of the others only the name is known. */
export type ArchiveKind = 'zip' | 'RAR' | '7-Zip' | 'GZip' | 'TAR' | 'XZ' | 'BZip2';

const MARKS: [kind: ArchiveKind, offset: number, bytes: number[]][] = [
  ['zip', 0, [0x50, 0x4b, 0x03, 0x04]],
  // One without entries.
  ['zip', 0, [0x50, 0x4b, 0x05, 0x06]],
  ['RAR', 0, [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['7-Zip', 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['GZip', 0, [0x1f, 0x8b]],
  ['XZ', 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['BZip2', 0, [0x42, 0x5a, 0x68]],
  ['TAR', 257, [0x75, 0x73, 0x74, 0x61, 0x72]],
];
const NUM_READ = 262;

/** The kind of archive that a file is; null for everything else. One that cannot be read is none. */
export async function archiveKind(file: Blob): Promise<ArchiveKind | null> {
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, NUM_READ).arrayBuffer());
  } catch {
    // It has gone, or may not be read: whoever takes it in meets the same and says so.
    return null;
  }
  const found = MARKS.find(([, offset, bytes]) => bytes.every((byte, index) => head[offset + index] === byte));
  return found?.[0] ?? null;
}
