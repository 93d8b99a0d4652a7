/** The files that readers download, loaded here to see what they predict. */
import type { Backbone, Model } from '../../generated/train/kiln.js';
import type { ModelVersion } from '../../storage/index.js';
import { indexOfLargest } from '../../shared/largest.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { digestOf } from '../digest.js';
import { ARCHITECTURES } from '../../types/core.js';
import { backboneBytes, opened, store } from '../state.js';

export class PublishedModel {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly backbone: Uint8Array<ArrayBuffer> | null;
  /** The SHA-256 of the model's weights, hexadecimal: readers' feedback names it. */
  readonly sha256: string;
  /** The checksums of the whole files, eight digits: in addresses, so that no cache gives an earlier version. */
  readonly tags: { model: string; backbone: string };
  readonly #network: Model;
  readonly #classNames: string[];

  private constructor(files: Pick<PublishedModel, 'model' | 'backbone' | 'tags'>, network: Model) {
    this.model = files.model;
    this.backbone = files.backbone;
    this.tags = files.tags;
    this.#network = network;
    const { classNames, dataSha256 } = network.trainedCard();
    this.sha256 = dataSha256;
    this.#classNames = classNames;
  }

  static async make(version: ModelVersion): Promise<PublishedModel> {
    const runtime = opened();
    const original = new Uint8Array(await (await store.modelFile(version.id)).arrayBuffer());
    const whole = ARCHITECTURES[version.architecture].layer ? await backboneBytes(false) : new Uint8Array();
    const made = runtime.Published.make(original, whole);
    const model = made.model() as Uint8Array<ArrayBuffer>;
    const backbone = (made.backbone() ?? null) as Uint8Array<ArrayBuffer> | null;
    made.free();
    let features: Backbone | null = null;
    if (backbone) features = await runtime.Backbone.load(backbone, 'fused', null);
    const network = features ? runtime.Model.loadOver(model, features) : await runtime.Model.load(model, 'fused', null);
    // The model holds on to the network that it reads.
    features?.free();
    const tags = { model: await tagOf(model), backbone: backbone ? await tagOf(backbone) : '' };
    return new PublishedModel({ model, backbone, tags }, network);
  }

  /** The most probable class of a picture. */
  async predict(picture: Blob) {
    const { rgba, width, height } = await decodePicture(opened(), picture);
    const { probabilities, isUnknown } = await this.#network.predict(rgba, width, height);
    const index = indexOfLargest(probabilities);
    const probability = probabilities[index] ?? 0;
    return { index, className: this.#classNames[index] ?? '', probability, isUnknown };
  }

  free(): void {
    this.#network.free();
  }
}

async function tagOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return (await digestOf(bytes)).slice(0, 8);
}
