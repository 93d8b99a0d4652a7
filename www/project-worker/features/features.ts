/** The backbone's features of a project's pictures, computed at the first request and kept. */
import type { Augmentation } from '../../types/core.js';
import type { PictureRecord } from '../../storage/index.js';
import type { Layer } from '../../types/core.js';
import { LookAhead } from './look-ahead.js';
import type { Row } from './row.js';
import { openBackbone, store, type Backbone } from '../state.js';
import { CodedError } from '../../shared/errors.js';

/**
 * Yields for each picture in turn its own features or activations, and behind them those of changed copies where
 * `augmentationOf` its position asks for some. What is not kept yet is computed on several cores. With `arithmetic`
 * these are features that were kept under another one: those of a run that began with them.
 */
export async function* featuresOf(
  pictures: readonly PictureRecord[],
  signal: AbortSignal,
  layer: Layer = 'features',
  augmentationOf: (index: number) => Augmentation | null = () => null,
  arithmetic: string | null = null,
): AsyncGenerator<Float32Array, void, undefined> {
  const backbone = await openBackbone();
  const weights = weightsOf(backbone, arithmetic);
  const rows = pictures.map((picture, index) => rowsOf(picture, layer, augmentationOf(index), weights));
  // What is computed now is of another kind, and would be kept under the name of the old.
  const isOfOld = arithmetic !== null && arithmetic !== backbone.arithmetic;
  if (isOfOld && (await store.withoutFeatures(rows.flat())).length > 0)
    throw new CodedError('checkpoint.features', `features of the arithmetic "${arithmetic}" are missing`);
  const ahead = await LookAhead.begin(rows.flat(), signal);
  try {
    for (const ofPicture of rows) {
      const values: Float32Array[] = [];
      for (const row of ofPicture) values.push(await ahead.features(row));
      yield inOne(values);
    }
  } finally {
    ahead.end();
  }
}

/** The pictures whose features are not kept yet. */
export async function unseen(pictures: readonly PictureRecord[]): Promise<Set<string>> {
  const weights = weightsOf(await openBackbone(), null);
  const missing = await store.withoutFeatures(
    pictures.flatMap((picture) => rowsOf(picture, 'features', null, weights)),
  );
  return new Set(missing.map(({ pictureId }) => pictureId));
}

/** The key that the features of a network are kept by. */
function weightsOf(backbone: Backbone, arithmetic: string | null): string {
  return [backbone.sha256, arithmetic ?? backbone.arithmetic].join(' ').trim();
}

/** Varied copies of each picture that are kept beside it. */
export function variantsOf({ variants, flip, crop, rotate, brightness }: Augmentation): number {
  return flip || crop > 0 || rotate > 0 || brightness > 0 ? variants : 0;
}

function rowsOf(picture: PictureRecord, layer: Layer, augmentation: Augmentation | null, weights: string): Row[] {
  const sha256 = layer === 'features' ? weights : `${weights} ${layer}`;
  const rows: Row[] = [{ pictureId: picture.id, key: sha256, layer, change: null }];
  const numVariants = augmentation ? variantsOf(augmentation) : 0;
  if (!augmentation || numVariants === 0) return rows;
  const { variants: _, ...change } = augmentation;
  // The picture's own numbers: one change for all pictures would teach nothing.
  const ownSeed = Number.parseInt(picture.sha256.slice(0, 8), 16);
  for (let variant = 1; variant <= numVariants; variant += 1) {
    const key = `${sha256} ${JSON.stringify(change)} ${variant}`;
    const seed = (ownSeed + variant) >>> 0;
    rows.push({ pictureId: picture.id, key, layer, change: { augmentation, seed } });
  }
  return rows;
}

function inOne(rows: readonly Float32Array[]): Float32Array {
  const [first] = rows;
  if (first && rows.length === 1) return first;
  const length = first?.length ?? 0;
  const all = new Float32Array(rows.length * length);
  rows.forEach((row, index) => all.set(row, index * length));
  return all;
}
