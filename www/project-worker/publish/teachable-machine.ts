/** A version in Teachable Machine's own files, as a zip: for programs that open its image models. */
import { ZipWriter } from '../archive/zip-writer.js';
import { ARCHITECTURES } from '../../types/core.js';
import { backboneBytes, opened, store } from '../state.js';

/** Rejects with `export.unsupported` for networks whose facts say that they have no such form. */
export async function toTeachableMachine(versionId: string): Promise<Blob> {
  const { architecture } = await store.version(versionId);
  const file = await store.modelFile(versionId);
  const backbone = ARCHITECTURES[architecture].layer !== null ? await backboneBytes(false) : new Uint8Array();
  const model = new Uint8Array(await file.arrayBuffer());
  const made = opened().TeachableMachine.make(model, backbone, new Date().toISOString());
  try {
    const zip = new ZipWriter();
    for (const name of made.names())
      await zip.add(name, (made.bytes(name) ?? new Uint8Array()) as Uint8Array<ArrayBuffer>);
    return await zip.finish();
  } finally {
    made.free();
  }
}
