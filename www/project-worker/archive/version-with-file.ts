/** Whether a model is among a project's versions already, bit for bit. */
import type { ModelVersion } from '../../storage/index.js';
import { store } from '../state.js';

/** The version whose file is the same as `file`; null where there is none. */
export async function versionWithFile(projectId: string, file: Blob): Promise<ModelVersion | null> {
  const wanted = await bytesOf(file);
  for (const version of await store.versions(projectId)) {
    const known = await store.modelFile(version.id);
    if (known.size === file.size && isSame(await bytesOf(known), wanted)) return version;
  }
  return null;
}

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, index) => byte === b[index]);
}
