/** One row of features, and how it is computed. */
import type { Augmentation } from '../../types/core.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import type { Layer } from '../../types/core.js';
import { keep } from '../training/keep.js';
import { opened, openBackbone } from '../state.js';

/** A row of features: of a stored picture, or of a copy of it that is changed at random. */
export interface Row {
  pictureId: string;
  /** The key that the row is kept by: what it was computed with. */
  key: string;
  layer: Layer;
  change: { augmentation: Augmentation; seed: number } | null;
}

/** The row as it is kept, or computed here. */
export function keepRow({ pictureId, key, layer, change }: Row): Promise<Float32Array> {
  return keep(pictureId, key, async (picture) => (change ? seeChanged(picture, layer, change) : see(picture, layer)));
}

/** The picture as the backbone gives it at `layer`. */
export async function see(picture: Blob, layer: Layer): Promise<Float32Array> {
  const { network } = await openBackbone();
  const { rgba, width, height } = await decodePicture(opened(), picture);
  return network.features(rgba, width, height, layer);
}

/** The input that a changed copy of the picture is for the backbone. */
export async function changed(
  picture: Blob,
  { augmentation, seed }: NonNullable<Row['change']>,
): Promise<Float32Array> {
  const { rgba, width, height } = await decodePicture(opened(), picture);
  return opened().augmentedInput(rgba, width, height, augmentation, seed);
}

/** The same of a copy that is changed at random. */
async function seeChanged(
  picture: Blob,
  layer: Layer,
  { augmentation, seed }: NonNullable<Row['change']>,
): Promise<Float32Array> {
  const { network } = await openBackbone();
  const { rgba, width, height } = await decodePicture(opened(), picture);
  return network.augmentedFeatures(rgba, width, height, augmentation, seed, layer);
}
