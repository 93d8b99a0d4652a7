/** Zips as people's systems write them: names in any bytes, entries that are locked, damaged, or lie. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Entry {
  /** A string is UTF-8. */
  name: string | Uint8Array;
  data: Uint8Array;
  /** Says that the name is UTF-8. */
  isMarked?: boolean;
  /** The name once more, in UTF-8, as Info-ZIP adds it (0x7075). */
  secondName?: string;
  /** 8 where it is not said otherwise, 0 for stored. */
  method?: number;
  isLocked?: boolean;
  /** What is stated, where that is not the truth. */
  crc?: number;
  size?: number;
  /** Where the local header is said to be. */
  offset?: number;
}

interface Written {
  entry: Entry;
  name: Buffer;
  extra: Buffer;
  packed: Buffer;
  offset: number;
}

interface Claims {
  /** The number of entries that its end claims. */
  numEntries?: number;
  /** The number of the part that it claims to be, of an archive in parts. */
  part?: number;
}

/** The bytes of a zip. */
export function zipOf(entries: readonly Entry[], { numEntries, part = 0 }: Claims = {}): Buffer {
  const parts: Buffer[] = [];
  const written: Written[] = [];
  let offset = 0;
  for (const entry of entries) {
    const one = { entry, name: nameOf(entry), extra: extraOf(entry), packed: packedOf(entry), offset };
    const local = Buffer.concat([localHeader(one), one.name, one.extra, one.packed]);
    parts.push(local);
    written.push(one);
    offset += local.length;
  }
  const list = Buffer.concat(written.map((one) => Buffer.concat([listHeader(one), one.name, one.extra])));
  return Buffer.concat([...parts, list, endOf(numEntries ?? entries.length, { size: list.length, offset, part })]);
}

function nameOf({ name }: Entry): Buffer {
  return Buffer.from(name as string);
}

function packedOf({ data, method = 8 }: Entry): Buffer {
  return method === 0 ? Buffer.from(data) : deflateRawSync(data);
}

/** Two bytes of kind, two of length, the version 1, the checksum of the other name, and this one. */
function extraOf({ name, secondName }: Entry): Buffer {
  if (secondName === undefined) return Buffer.alloc(0);
  const text = Buffer.from(secondName);
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + text.length, 2);
  head.writeUInt8(1, 4);
  head.writeUInt32LE(crc32(Buffer.from(name as string)), 5);
  return Buffer.concat([head, text]);
}

/** From the version that is needed to the length of the extra field, the same in both headers. */
function common({ entry, name, extra, packed }: Written): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(20, 0);
  bytes.writeUInt16LE((entry.isMarked ? 0x800 : 0) | (entry.isLocked ? 1 : 0), 2);
  bytes.writeUInt16LE(entry.method ?? 8, 4);
  bytes.writeUInt32LE(entry.crc ?? crc32(entry.data), 10);
  bytes.writeUInt32LE(packed.length, 14);
  bytes.writeUInt32LE(entry.size ?? entry.data.length, 18);
  bytes.writeUInt16LE(name.length, 22);
  bytes.writeUInt16LE(extra.length, 24);
  return bytes;
}

function localHeader(one: Written): Buffer {
  return Buffer.concat([Buffer.from('PK\u0003\u0004'), common(one)]);
}

function listHeader(one: Written): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(one.entry.offset ?? one.offset, 10);
  return Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common(one), rest]);
}

function endOf(count: number, { size, offset, part }: Record<'size' | 'offset' | 'part', number>): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(part, 4);
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  if (count < 0xffff) return end;
  // What does not fit stands in a record before it, and a pointer to that.
  const record = Buffer.alloc(56);
  record.write('PK\u0006\u0006', 0, 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const pointer = Buffer.alloc(20);
  pointer.write('PK\u0006\u0007', 0, 'latin1');
  pointer.writeBigUInt64LE(BigInt(offset + size), 8);
  pointer.writeUInt32LE(1, 16);
  return Buffer.concat([record, pointer, end]);
}

/** A white drawing as Paint saves it: it packs several hundred times smaller. */
export function drawing(width: number, height: number): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4;
  const head = Buffer.alloc(54);
  head.write('BM', 0, 'latin1');
  head.writeUInt32LE(54 + row * height, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  head.writeUInt32LE(row * height, 34);
  const pixels = Buffer.alloc(row * height, 0xff);
  for (let y = 40; y < height - 40; y += 1) pixels.fill(0, y * row + 3 * y, y * row + 3 * y + 12);
  return Buffer.concat([head, pixels]);
}

/** As iPhones write pictures, which only Safari shows: its header, and nothing that could be decoded. */
export function heic(): Buffer {
  const box = (kind: string, ...content: Buffer[]) => {
    const body = Buffer.concat(content);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + body.length);
    head.write(kind, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const size = Buffer.alloc(12);
  size.writeUInt32BE(640, 4);
  size.writeUInt32BE(480, 8);
  const properties = box('iprp', box('ipco', box('ispe', size)));
  const brand = box('ftyp', Buffer.from('heic\u0000\u0000\u0000\u0000mif1heic', 'latin1'));
  return Buffer.concat([brand, box('meta', Buffer.alloc(4), properties), box('mdat', Buffer.alloc(64))]);
}
