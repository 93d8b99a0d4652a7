/** The store for what is computed of a picture once, and kept beside it. */
import { isStorageFault } from '../../storage/index.js';
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
  try {
    await store.saveFeatures(pictureId, key, features);
  } catch (error) {
    // A run does without: next time they are computed again.
    if (!isStorageFault(error)) throw error;
  }
  return features;
}
