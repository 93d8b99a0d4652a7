/** The way from the weights that feedback names back to the version they were published from. */
import type { ModelVersion } from '../../storage/index.js';
import { opened, store } from '../state.js';

/**
 * The versions by checksum: of what was published, of what would be published now, and of the version itself. The
 * names on the cards lead nowhere, for every model of one architecture has the same. Runs that were
 * repeated can have equal weights: then there are several, those that were published first.
 */
export async function knownModels(projectId: string): Promise<Map<string, ModelVersion[]>> {
  const [{ publications = [] }, versions] = await Promise.all([store.project(projectId), store.versions(projectId)]);
  const models = new Map<string, ModelVersion[]>();
  const know = (checksum: string, version: ModelVersion) => {
    const known = models.get(checksum) ?? [];
    if (!known.includes(version)) models.set(checksum, [...known, version]);
  };
  for (const { modelSha256, versionId } of publications.toReversed()) {
    const version = versions.find(({ id }) => id === versionId);
    if (version) know(modelSha256, version);
  }
  for (const version of versions) {
    const file = await store.modelFile(version.id);
    const checksums = opened().modelChecksums(new Uint8Array(await file.arrayBuffer()));
    for (const checksum of checksums) know(checksum, version);
  }
  return models;
}
