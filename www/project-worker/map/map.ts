/** The pictures of a project as points: near one another where the network sees something alike. */
import type { FeatureSet } from '../../generated/train/kiln.js';
import type { PictureRecord } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import type { MappedPicture } from '../service.js';
import { alone } from '../command.js';
import { loadProject } from '../training/data.js';
import { featuresOf } from '../features/features.js';
import { opened } from '../state.js';

/** The most of a picture's surroundings that decides whether it looks misplaced. */
const NEIGHBOURS = 8;
/** Directions that UMAP starts from; the others hold little but noise. */
const COMPONENTS = 30;
/** Pictures between two looks at what the page wants, while the components are computed: hundredths of a second. */
const ROWS_PER_CALL = 100;
/** About how much of the time of arranging the components take. */
const SHARE_OF_COMPONENTS = 0.5;
/** Steps of UMAP between two looks at what the page wants. */
const STEPS_PER_CALL = 10;
/** The same pictures give the same map. */
const SEED = 1;

export function mapPictures(projectId: string, job: Job): Promise<MappedPicture[]> {
  return alone(() => draw(projectId, job));
}

async function draw(projectId: string, { signal, onProgress }: Job): Promise<MappedPicture[]> {
  const { pictures } = await loadProject(projectId);
  if (pictures.length === 0) return [];
  // Reading the pictures, arranging them, and looking for the neighbours of each.
  const total = pictures.length * 3;
  let set: FeatureSet | null = null;
  try {
    let numDone = 0;
    for await (const features of featuresOf(pictures, signal)) {
      set ??= new (opened().FeatureSet)(features.length);
      set.add(features);
      numDone += 1;
      onProgress(numDone, total);
      await checkIn(signal);
    }
    if (!set) return [];
    const positions = await arrange(set, pictures.length, signal, (share) =>
      onProgress(pictures.length + share * pictures.length, total),
    );
    const numCompared = comparedNeighbours(pictures);
    const mapped: MappedPicture[] = [];
    for (const [index, { id, classId }] of pictures.entries()) {
      const near = Array.from(set.nearest(index, NEIGHBOURS), (other) => pictures[other]);
      const neighbours = near.slice(0, numCompared);
      const numOthers = neighbours.filter((other) => other?.classId !== classId).length;
      const [x = 0, y = 0] = positions[index] ?? [];
      mapped.push({
        pictureId: id,
        x,
        y,
        nearestIds: near.map((other) => other?.id ?? ''),
        otherClassShare: neighbours.length > 0 ? numOthers / neighbours.length : 0,
      });
      onProgress(2 * pictures.length + mapped.length, total);
      await checkIn(signal);
    }
    return mapped;
  } finally {
    set?.free();
  }
}

/** The number of neighbours to compare: no more than the smallest class can offer, or all of it looks misplaced. */
function comparedNeighbours(pictures: readonly PictureRecord[]): number {
  const sizes = new Map<string, number>();
  for (const { classId } of pictures) sizes.set(classId, (sizes.get(classId) ?? 0) + 1);
  return Math.max(1, Math.min(NEIGHBOURS, ...Array.from(sizes.values(), (size) => size - 1)));
}

/** Places between 0 and 1. Too few pictures for UMAP lie along the two directions in which they differ most. */
async function arrange(
  set: FeatureSet,
  count: number,
  signal: AbortSignal,
  report: (share: number) => void,
): Promise<number[][]> {
  const components = Math.min(COMPONENTS, Math.max(2, count - 1));
  const flat = await principalComponents(set, components, signal, (share) => report(share * SHARE_OF_COMPONENTS));
  const rows = Array.from({ length: count }, (_, index) =>
    Array.from(flat.subarray(index * components, (index + 1) * components)),
  );
  const bending = (share: number) => report(SHARE_OF_COMPONENTS + share * (1 - SHARE_OF_COMPONENTS));
  return spread(count > NEIGHBOURS * 2 ? await bend(rows, signal, bending) : rows.map((row) => row.slice(0, 2)));
}

async function principalComponents(
  set: FeatureSet,
  count: number,
  signal: AbortSignal,
  report: (share: number) => void,
): Promise<Float32Array> {
  const components = set.principalComponents(count);
  try {
    while (!components.isDone()) {
      components.step(ROWS_PER_CALL);
      report(components.shareDone());
      await checkIn(signal);
    }
  } catch (error) {
    components.free();
    throw error;
  }
  // It frees what it takes.
  return components.finish();
}

async function bend(rows: number[][], signal: AbortSignal, report: (share: number) => void): Promise<number[][]> {
  const { UMAP } = await import('umap-js');
  const nNeighbors = Math.min(15, Math.floor(rows.length / 2));
  const umap = new UMAP({ nComponents: 2, nNeighbors, minDist: 0.15, random: randomFrom(SEED) });
  const numEpochs = umap.initializeFit(rows);
  for (let epoch = 0; epoch < numEpochs; epoch += 1) {
    umap.step();
    if (epoch % STEPS_PER_CALL !== 0) continue;
    report(epoch / numEpochs);
    await checkIn(signal);
  }
  return umap.getEmbedding();
}

/** Into the unit square, both axes by the same measure. */
function spread(points: number[][]): number[][] {
  const axes = [0, 1].map((axis) => points.map((point) => point[axis] ?? 0));
  const lows = axes.map((values) => values.reduce((a, b) => Math.min(a, b)));
  const highs = axes.map((values) => values.reduce((a, b) => Math.max(a, b)));
  const size = Math.max(...[0, 1].map((axis) => (highs[axis] ?? 0) - (lows[axis] ?? 0))) || 1;
  return points.map((point) =>
    [0, 1].map((axis) => 0.5 + ((point[axis] ?? 0) - ((lows[axis] ?? 0) + (highs[axis] ?? 0)) / 2) / size),
  );
}

/** Mulberry32 by Tommy Ettinger, public domain: numbers from 0 to 1 that follow from the seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
