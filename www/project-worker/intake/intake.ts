/** Pictures on their way into their classes: each crosses once, is checked, and stored. */
import type { Job } from '../../shared/bridge/call.js';
import { codeOf, CodedError, toCodedError } from '../../shared/errors.js';
import { letMessagesIn } from '../../shared/worker/let-messages-in.js';
import type { NameEncoding } from '../archive/name-encoding.js';
import { ZipReader } from '../archive/zip-reader.js';
import type { Incoming, PlacedPicture, Taken } from '../service.js';
import { inMemory } from './inspect.js';
import { storePicture } from './record.js';

/**
 * Takes pictures in, one after the other, and reports each. One that cannot be used does not stop the others,
 * unless storage is at fault. Given up, it ends with what has been stored until then, which is kept.
 */
export async function takeIn({ projectId, pictures }: Incoming, job: Job<[Taken]>): Promise<Taken[]> {
  const all: Taken[] = [];
  const zips = new Map<Blob, Promise<ZipReader>>();
  for (const picture of pictures) {
    const taken = await take(picture, projectId, zips);
    all.push(taken);
    job.onProgress(taken);
    // Every further picture would meet the same.
    if (/^(storage|canvas)\./.test(taken.error?.code ?? '')) break;
    await letMessagesIn();
    if (job.signal.aborted) break;
  }
  return all;
}

async function take(
  { file, entry, name, burst, encoding, isTest, classId }: PlacedPicture,
  projectId: string,
  zips: Map<Blob, Promise<ZipReader>>,
): Promise<Taken> {
  try {
    const picture = entry === undefined ? await inMemory(file) : await unpacked(file, entry, zips, encoding);
    return { record: await storePicture(picture, { projectId, classId, name, burst, isTest }) };
  } catch (thrown) {
    const { code, message, detail } = toCodedError(thrown);
    return { name, error: { code, message, detail } };
  }
}

async function unpacked(
  file: Blob,
  entry: string,
  zips: Map<Blob, Promise<ZipReader>>,
  encoding: NameEncoding | undefined,
): Promise<Blob> {
  // All entries of a zip come with the same file, also after the way here.
  const opening = zips.get(file) ?? ZipReader.open(file, nameOf(file), { encoding });
  zips.set(file, opening);
  const zip = await opening;
  try {
    const picture = await zip.read(entry);
    if (picture) return picture;
  } catch (error) {
    if (codeOf(error) !== 'archive.damaged') throw error;
    // The zip has been opened, so it is this entry that is damaged.
    throw new CodedError('picture.damaged', String(error), { reason: entry });
  }
  throw new CodedError('file.unreadable', `${entry} has gone from the zip`);
}

function nameOf(file: Blob): string {
  return file instanceof File ? file.name : 'zip';
}
