/** The files that readers download, loaded here to see what they answer. */
import type { Classifier, TrainedModel } from '../../generated/train/kiln.js';
import { checkedUnknown } from '../../storage/checked.js';
import { readsBackbone, type ModelVersion } from '../../storage/index.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { seenBy } from '../../shared/worker/seen.js';
import { sha256 } from '../../shared/worker/sha256.js';
import { backboneBytes, opened, store } from '../state.js';

export class PublishedModel {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly backbone: Uint8Array<ArrayBuffer> | null;
  /** Of the model's weights, hexadecimal: readers' answers name it. */
  readonly sha256: string;
  /** Of the whole files, eight digits: in addresses, so that no cache gives those of an earlier version. */
  readonly tags: { model: string; backbone: string };
  readonly #network: TrainedModel;
  readonly #features: Classifier | null;
  readonly #classNames: string[];
  readonly #threshold: number | null;

  private constructor(
    files: Pick<PublishedModel, 'model' | 'backbone' | 'tags'>,
    network: TrainedModel,
    features: Classifier | null,
  ) {
    this.model = files.model;
    this.backbone = files.backbone;
    this.tags = files.tags;
    this.#network = network;
    this.#features = features;
    const { classNames, dataSha256, unknown } = network.card();
    this.sha256 = dataSha256;
    this.#classNames = classNames;
    this.#threshold = checkedUnknown(unknown)?.threshold ?? null;
  }

  static async make(version: ModelVersion): Promise<PublishedModel> {
    const runtime = opened();
    const original = new Uint8Array(await (await store.modelFile(version.id)).arrayBuffer());
    const whole = readsBackbone(version.architecture) ? await backboneBytes(false) : new Uint8Array();
    const made = runtime.Published.make(original, whole);
    const model = made.model() as Uint8Array<ArrayBuffer>;
    const backbone = (made.backbone() ?? null) as Uint8Array<ArrayBuffer> | null;
    made.free();
    const network = await runtime.TrainedModel.load(model);
    const features = backbone ? await runtime.Classifier.load(backbone, 'fused') : null;
    const tags = { model: await tagOf(model), backbone: backbone ? await tagOf(backbone) : '' };
    return new PublishedModel({ model, backbone, tags }, network, features);
  }

  /** The most probable class of a picture. */
  async answer(picture: Blob) {
    const { rgba, width, height } = await decodePicture(opened(), picture);
    const input = this.#features
      ? await seenBy(this.#features, this.#network, this.#features.preprocess(rgba, width, height))
      : this.#network.preprocess(rgba, width, height);
    const answer = Array.from(await this.#network.answer(input));
    const energy = answer.pop() ?? 0;
    const probability = Math.max(...answer);
    const index = answer.indexOf(probability);
    return {
      index,
      className: this.#classNames[index] ?? '',
      probability,
      isUnknown: this.#threshold !== null && energy < this.#threshold,
    };
  }

  free(): void {
    this.#network.free();
    this.#features?.free();
  }
}

async function tagOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return (await sha256(bytes)).slice(0, 8);
}
