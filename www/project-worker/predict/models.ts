/** Trained versions, loaded for predictions. */
import type { Model } from '../../generated/train/kiln.js';
import type { ArchitectureId } from '../../types/core.js';
import { ARCHITECTURES } from '../../types/core.js';
import { openBackbone, opened, store } from '../state.js';

/** The model of a file. Only networks over the backbone have to wait for it. The caller frees the model. */
export async function loadModel(file: Uint8Array, architecture: ArchitectureId): Promise<Model> {
  // An architecture that the page does not know is refused by the core, with its name.
  if (ARCHITECTURES[architecture]?.layer) return opened().Model.loadOver(file, (await openBackbone()).network);
  return opened().Model.load(file, 'fused', null);
}

/** The model of a stored version. The caller frees it. */
export async function loadVersion(versionId: string): Promise<Model> {
  const [{ architecture }, file] = await Promise.all([store.version(versionId), store.modelFile(versionId)]);
  return loadModel(new Uint8Array(await file.arrayBuffer()), architecture);
}
