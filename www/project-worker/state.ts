/** The state that the parts of the project worker share. */
import { Store } from '../storage/index.js';
import type { Backbone as Network } from '../generated/train/kiln.js';
import { CodedError, codeOf } from '../shared/errors.js';
import { dataDigest } from '../shared/worker/data-digest.js';
import { downloadModel } from '../shared/model-download.js';
import { loadTrainingRuntime, type TrainingRuntime } from '../engine/worker/runtime.js';

export const store = new Store();

let runtime: TrainingRuntime | null = null;
let backbone: Promise<Backbone> | null = null;

export interface Backbone {
  network: Network;
  /** The file that it was built from, for other workers to build the same. */
  file: Blob;
  /** The SHA-256 of its own weights, by which its features are kept. */
  sha256: string;
  /** The arithmetic that computes them, which they are kept by too. */
  arithmetic: string;
}

export async function openRuntime(): Promise<void> {
  runtime = await loadTrainingRuntime();
}

export function opened(): TrainingRuntime {
  if (!runtime) throw new CodedError('engine.unexpected', 'open() comes first');
  return runtime;
}

/** The network whose features transfer learning reads; built at the first call. */
export function openBackbone(): Promise<Backbone> {
  backbone ??= load().catch((error: unknown) => {
    backbone = null;
    throw error;
  });
  return backbone;
}

async function load(): Promise<Backbone> {
  try {
    return await build(await backboneFile(false));
  } catch (error) {
    // A copy that was damaged on the way or in a cache.
    if (codeOf(error) !== 'model.damaged') throw error;
    return build(await backboneFile(true));
  }
}

async function build(file: Blob): Promise<Backbone> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const network = await opened().Backbone.load(bytes, 'fused', await dataDigest(bytes));
  return { network, file, sha256: network.card().dataSha256, arithmetic: network.reference().arithmetic ?? '' };
}

export async function backboneBytes(isFresh: boolean): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await backboneFile(isFresh)).arrayBuffer());
}

/** The same file that the first page answers with: most visitors have it from there. */
function backboneFile(isFresh: boolean): Promise<Blob> {
  return downloadModel({ isFresh, onProgress: () => undefined });
}
