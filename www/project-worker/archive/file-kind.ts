/** What a file is, by its first bytes: names and types say anything. */

/** `zip` can be opened; of the others only the name is known. */
export type ArchiveKind = 'zip' | 'RAR' | '7-Zip' | 'GZip' | 'TAR' | 'XZ' | 'BZip2';
export type FileKind = ArchiveKind | 'model';

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

/** Whether a file is an archive or a model; null for everything else, and for one that cannot be read. */
export async function fileKind(file: Blob): Promise<FileKind | null> {
  let head: Uint8Array<ArrayBuffer>;
  try {
    head = new Uint8Array(await file.slice(0, NUM_READ).arrayBuffer());
  } catch {
    // It has gone, or may not be read: whoever takes it in meets the same and says so.
    return null;
  }
  const found = MARKS.find(([, offset, bytes]) => bytes.every((byte, index) => head[offset + index] === byte));
  return found?.[0] ?? (isModel(head, file.size) ? 'model' : null);
}

/** Safetensors begin with the length of their header, eight bytes, and the brace that opens it. */
function isModel(head: Uint8Array<ArrayBuffer>, size: number): boolean {
  if (head.length < 9 || head[8] !== '{'.charCodeAt(0)) return false;
  return new DataView(head.buffer).getBigUint64(0, true) < BigInt(size);
}
