/** The store for what is computed of a picture once, and kept beside it. */
import { store } from '../state.js';

/** Reads what is kept under `key`, which says what it was computed with, or computes and keeps it. */
export async function keep<T extends Float32Array | Uint8Array>(
  pictureId: string,
  key: string,
  compute: (picture: Blob) => Promise<T>,
): Promise<T> {
  const known = await store.features<T>(pictureId, key);
  if (known) return known;
  const { picture } = await store.pictureFiles(pictureId);
  const features = await compute(picture);
  await store.saveFeatures(pictureId, key, features);
  return features;
}
