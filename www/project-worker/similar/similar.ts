/** The pictures of a project that are most like one of them, by the features that transfer learning reads as well. */
import type { FeatureSet } from '../../generated/train/kiln.js';
import type { PictureRecord } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import type { LookingProgress, SimilarPicture } from '../service.js';
import { alone } from '../command.js';
import { featuresOf, unseen } from '../features/features.js';
import { opened, store } from '../state.js';
import { folded } from './folded.js';

/** The most pictures that are shown. */
const MOST = 12;
/** Pictures that are looked at for each that is shown: what is nearly the same counts as one. */
const CANDIDATES = 8;

/** The most alike first; near-duplicates of one another count as one. Features that are missing are computed. */
export function similarPictures(
  projectId: string,
  pictureId: string,
  job: Job<LookingProgress>,
): Promise<SimilarPicture[]> {
  return alone(() => find(projectId, pictureId, job));
}

async function find(projectId: string, pictureId: string, job: Job<LookingProgress>): Promise<SimilarPicture[]> {
  // Of all classes, those too that are left out of training.
  const pictures = await store.pictures(projectId);
  const wanted = pictures.find(({ id }) => id === pictureId);
  if (!wanted) return [];
  const near = await nearest(pictures, wanted, job);
  const groups = folded(near).slice(0, MOST);
  const [own, ...others] = await rowsOf([wanted, ...groups.map(([first]) => first)], job.signal);
  return groups.map(([first, ...rest], index) => ({
    pictureId: first.id,
    similarity: own && others[index] ? cosine(own, others[index]) : 0,
    nearDuplicateIds: rest.map(({ id }) => id),
  }));
}

async function nearest(
  pictures: readonly PictureRecord[],
  wanted: PictureRecord,
  { signal, onProgress }: Job<LookingProgress>,
): Promise<PictureRecord[]> {
  const numNew = (await unseen(pictures)).size;
  let set: FeatureSet | null = null;
  let numDone = 0;
  try {
    onProgress(0, pictures.length, numNew);
    for await (const features of featuresOf(pictures, signal)) {
      set ??= new (opened().FeatureSet)(features.length);
      set.add(features);
      numDone += 1;
      onProgress(numDone, pictures.length, numNew);
      await checkIn(signal);
    }
    const indices = set?.nearest(pictures.indexOf(wanted), MOST * CANDIDATES) ?? [];
    return Array.from(indices).flatMap((index) => pictures[index] ?? []);
  } finally {
    set?.free();
  }
}

/** They are kept by now. */
async function rowsOf(pictures: readonly PictureRecord[], signal: AbortSignal): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for await (const row of featuresOf(pictures, signal)) rows.push(row);
  return rows;
}

/** The cosine of the angle between two rows of features, by which the core orders them; 0 where one is all zeros. */
function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths > 0 ? dot(a, b) / lengths : 0;
}
