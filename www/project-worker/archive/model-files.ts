/** Model files on their way in and out. */
import type { Model } from '../../generated/train/kiln.js';
import { ARCHITECTURES, type ArchitectureId, type Precision } from '../../types/core.js';
import type { ModelVersion } from '../../storage/index.js';
import { checkedEvaluation, checkedTraining, checkedUnknown } from '../../storage/checked.js';
import { CodedError, codeOf } from '../../shared/errors.js';
import { backboneBytes, openBackbone, opened, store } from '../state.js';
import { comparedName } from '../../shared/class-name.js';
import { newId } from '../../shared/ids.js';
import { versionWithFile } from './version-with-file.js';

export async function toOnnx(versionId: string): Promise<Blob> {
  const { architecture } = await store.version(versionId);
  const file = await store.modelFile(versionId);
  const backbone = ARCHITECTURES[architecture].layer !== null ? await backboneBytes(false) : new Uint8Array();
  const onnx = opened().toOnnx(new Uint8Array(await file.arrayBuffer()), backbone);
  return new Blob([onnx as Uint8Array<ArrayBuffer>]);
}

/** A head's file with the backbone in it: whole without Kiln. */
export async function toSelfContained(versionId: string): Promise<Blob> {
  const file = await store.modelFile(versionId);
  const whole = opened().toSelfContained(new Uint8Array(await file.arrayBuffer()), await backboneBytes(false));
  return new Blob([whole as Uint8Array<ArrayBuffer>]);
}

/** All of a version that its file says; where it belongs is the caller's to fill in. */
export type ReadVersion = Omit<ModelVersion, 'id' | 'projectId' | 'number' | 'classIds'>;

/** The codes of faults of a file, and not of the network that the page itself fetches. */
const FILE_FAULTS = new Set([
  'model.damaged',
  'model.unsupported',
  'model.other-backbone',
  'model.reads-texts',
  'model.hears-sounds',
]);

/**
 * Reads a model file as a version. The core checks the weights; what the card claims is checked here. What
 * cannot be used is said of the file by its `name`.
 */
export async function readModel(file: Blob, name: string): Promise<ReadVersion> {
  if (!(await looksLikeModel(file))) throw new CodedError('model-file.not-kiln', 'no safetensors', { name });
  try {
    return await readWhole(file);
  } catch (error) {
    // Those of the network that the page itself fetches have other ways out, and other sentences.
    const code = codeOf(error);
    if (code === undefined || !FILE_FAULTS.has(code)) throw error;
    throw new CodedError(code.replace('model', 'model-file'), String(error), { name });
  }
}

/** Safetensors begin with the length of their header and the brace that opens it, also where the rest is cut off. */
async function looksLikeModel(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 9).arrayBuffer());
  return head[8] === '{'.charCodeAt(0);
}

async function readWhole(file: Blob): Promise<ReadVersion> {
  const model = await loadUnknown(new Uint8Array(await file.arrayBuffer()));
  try {
    const card = model.trainedCard();
    const architecture = offered(card.architecture);
    const training = checkedTraining(card.training);
    if (!training) throw new CodedError('model.unsupported', 'no record of training', { reason: 'no training record' });
    const metrics = checkedEvaluation(card.metrics);
    const size = card.classNames.length;
    const fits = metrics?.perClass.length === size && metrics.confusion.every((row) => row.length === size);
    return {
      createdAt: Date.now(),
      architecture,
      ...precisionOf(card.floatType),
      classNames: card.classNames,
      settings: training.settings,
      durationMs: 0,
      history: training.history,
      evaluation: fits ? metrics : null,
      predictions: [],
      test: null,
      counts: { train: training.numTrain, validation: training.numValidation, test: training.numTest },
      unknown: checkedUnknown(card.unknown),
      device: training.device === 'cpu' || training.device === 'webgpu' ? training.device : null,
      ending: 'opened',
    };
  } finally {
    model.free();
  }
}

/** A model of any architecture; only heads have to wait for the backbone. */
async function loadUnknown(bytes: Uint8Array): Promise<Model> {
  const runtime = opened();
  if (!runtime.readsBackbone(bytes)) return runtime.Model.load(bytes, 'fused', null);
  const { network } = await openBackbone();
  const model = runtime.Model.loadOver(bytes, network);
  // A file may bring a network of its own. The features that the page keeps are those of the shipped one.
  if (network.hasFeaturesOf(model.trainedCard().backboneSha256 ?? '')) return model;
  model.free();
  throw new CodedError('model.other-backbone', 'its features are those of another network');
}

/** Files may hold networks that the page does not train, such as the one of the benches. */
function offered(architecture: string): ArchitectureId {
  const isKnown = (id: string): id is ArchitectureId => Object.hasOwn(ARCHITECTURES, id);
  if (isKnown(architecture)) return architecture;
  const reason = `the page does not train the network ${architecture}`;
  throw new CodedError('model.unsupported', reason, { reason });
}

/** Nothing for 32 bits, which need no mention. */
function precisionOf(floatType: string): { precision?: Precision } {
  const names: Record<string, Precision> = { 'i8-per-tensor': 'int8-per-tensor', i8: 'int8', f16: 'f16' };
  const parts = floatType.split('+');
  const known = Object.entries(names).find(([name]) => parts.includes(name));
  return known ? { precision: known[1] } : {};
}

/** Stores a model file as a version of the project; classes are matched by name. One that is there is refused. */
export async function openModel(projectId: string, file: Blob): Promise<ModelVersion> {
  const name = file instanceof File ? file.name : 'safetensors';
  const read = await readModel(file, name);
  const known = await versionWithFile(projectId, file);
  if (known) throw new CodedError('model-file.known', 'a version has this file', { name, number: known.number });
  const [{ classes }, versions] = await Promise.all([store.project(projectId), store.versions(projectId)]);
  const idByName = new Map(classes.map((known) => [comparedName(known.name), known.id]));
  const version: ModelVersion = {
    ...read,
    id: newId(),
    projectId,
    number: (versions[0]?.number ?? 0) + 1,
    classIds: read.classNames.map((wanted) => idByName.get(comparedName(wanted)) ?? ''),
  };
  await store.addVersion(version, file);
  return version;
}
