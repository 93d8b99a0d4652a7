/** The publications and the readers' feedback, as part of a project's file. */
import type { ProjectFile } from '../../storage/checked.js';
import type { ModelVersion, PictureRecord, Project, ReaderFeedback, StoredFeedback } from '../../storage/index.js';
import type { InspectedPicture } from '../service.js';
import { store } from '../state.js';
import type { ZipWriter } from '../archive/zip-writer.js';

type Publications = NonNullable<ProjectFile['publications']>;
type FeedbackEntries = NonNullable<ProjectFile['answers']>;

const STORE_AT_ONCE = 100;

export function publicationsOf({ publications = [] }: Project, versions: readonly ModelVersion[]): Publications {
  return publications.flatMap(({ versionId, ...known }) => {
    const version = versions.find(({ id }) => id === versionId);
    return version ? [{ version: version.number, ...known }] : [];
  });
}

export function openPublications({ publications = [] }: ProjectFile, versions: readonly ModelVersion[]) {
  return publications.flatMap(({ version, ...known }) => {
    const versionId = versions.find(({ number }) => number === version)?.id;
    return versionId ? [{ versionId, ...known }] : [];
  });
}

/** Pictures that wait for review go into the zip as they are. */
export async function feedbackOf(
  { id: projectId }: Project,
  pictures: readonly PictureRecord[],
  versions: readonly ModelVersion[],
  zip: ZipWriter,
): Promise<FeedbackEntries> {
  const numbers = new Map(versions.map(({ id, number }) => [id, number]));
  const positions = new Map(pictures.map(({ id }, index) => [id, index]));
  const described: FeedbackEntries = [];
  for (const feedback of await store.readers.feedback(projectId)) {
    const { id, versionId, pictureId, projectId: _, ...known } = feedback;
    const version = numbers.get(versionId);
    if (version === undefined) continue;
    const waiting = known.review === 'waiting' ? await store.readers.picture(id) : undefined;
    const file = waiting ? `readers/${described.length + 1}.jpg` : undefined;
    if (waiting && file) await zip.add(file, waiting.picture);
    const picture = pictureId === undefined ? undefined : positions.get(pictureId);
    described.push({ ...known, key: id.slice(projectId.length + 1), version, picture, file });
  }
  return described;
}

/** A picture that was read, and what it looks like. */
export type InspectedFile = InspectedPicture & { picture: Blob };

interface Opened {
  projectId: string;
  versions: readonly ModelVersion[];
  /** The ids of the pictures, in the order of the file. */
  pictureIds: readonly string[];
}

/**
 * Stores the feedback of a project that is being opened. What is about a version that is not there is left out, and so
 * is a picture that cannot be read: what was said of it stays.
 */
export async function openFeedback(
  { answers = [] }: ProjectFile,
  { projectId, versions, pictureIds }: Opened,
  pictureAt: (path: string) => Promise<InspectedFile | null>,
): Promise<void> {
  let pending: StoredFeedback[] = [];
  for (const { key, version: number, picture: position, file, ...known } of answers) {
    const version = versions.find((one) => one.number === number);
    const size = version?.classNames.length ?? 0;
    if (!version || known.predicted >= size || (known.actual ?? 0) >= size) continue;
    const picture = known.review === 'waiting' && file !== undefined ? await pictureAt(file) : null;
    const feedback: ReaderFeedback = {
      ...known,
      id: `${projectId}/${key}`,
      projectId,
      versionId: version.id,
      review: known.review === 'waiting' && !picture ? undefined : known.review,
      pictureId: position === undefined ? undefined : pictureIds[position],
    };
    pending.push({ feedback, picture });
    if (pending.length < STORE_AT_ONCE) continue;
    await store.readers.add(pending);
    pending = [];
  }
  await store.readers.add(pending);
}
