/** What the parts of the training worker share. */
import { Store } from '../../storage/index.js';
import type { Classifier } from '../../generated/train/kiln.js';
import { CodedError } from '../coded-error.js';
import { loadTrainingRuntime, type TrainingRuntime } from '../runtime.js';

export const store = new Store();

let runtime: TrainingRuntime | null = null;
let backboneFile: Blob | null = null;
let backbone: Promise<Backbone> | null = null;

export interface Backbone {
  classifier: Classifier;
  id: string;
  sha256: string;
}

export async function openRuntime(): Promise<void> {
  runtime = await loadTrainingRuntime();
}

export function opened(): TrainingRuntime {
  if (!runtime) throw new CodedError('engine.unexpected', 'open() comes first');
  return runtime;
}

export function setBackboneFile(file: Blob): void {
  backboneFile = file;
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
  if (!backboneFile) throw new CodedError('engine.unexpected', 'setBackbone() comes first');
  const bytes = new Uint8Array(await backboneFile.arrayBuffer());
  const classifier = await opened().Classifier.load(bytes, 'fused');
  const { id, dataSha256 } = classifier.card();
  return { classifier, id, sha256: dataSha256 };
}

/** Hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
