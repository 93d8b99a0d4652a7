/** One row of features, and how it is computed. */
import type { Augmentation } from '../../storage/index.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { embedded } from '../../shared/worker/seen.js';
import type { Layer } from '../../engine/worker/service.js';
import { keep } from '../training/keep.js';
import { opened, openBackbone } from '../state.js';

/** Of a stored picture, or of a copy of it that is changed at random. */
export interface Row {
  pictureId: string;
  /** What it is kept by: what it was computed with. */
  key: string;
  layer: Layer;
  change: { augmentation: Augmentation; seed: number } | null;
}

/** Kept, or computed here. */
export function keepRow({ pictureId, key, layer, change }: Row): Promise<Float32Array> {
  return keep(pictureId, key, async (picture) =>
    change ? through(layer, await changed(picture, change)) : see(picture, layer),
  );
}

/** The picture as the backbone gives it at `layer`. */
export async function see(picture: Blob, layer: Layer): Promise<Float32Array> {
  const { classifier } = await openBackbone();
  const { rgba, width, height } = await decodePicture(opened(), picture);
  return through(layer, classifier.preprocess(rgba, width, height));
}

/** The input that a changed copy of the picture is for the backbone. */
export async function changed(
  picture: Blob,
  { augmentation, seed }: NonNullable<Row['change']>,
): Promise<Float32Array> {
  const { rgba, width, height } = await decodePicture(opened(), picture);
  return opened().augmentedInput(rgba, width, height, augmentation, seed);
}

async function through(layer: Layer, input: Float32Array): Promise<Float32Array> {
  return embedded((await openBackbone()).classifier, input, layer);
}
