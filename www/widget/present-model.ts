/** The model that an element's attributes name at present: they may change while it is loaded or asked. */
import { CodedError } from '../shared/errors.js';
import { addressOf, assetOf, ownAsset } from './assets.js';
import { classify, isLoaded, loadModel } from './engine.js';
import type { ClassifyDetail, ModelInfo } from './events.js';
import type { Progress } from './service.js';

interface Hearer {
  onStart: () => void;
  onProgress: Progress;
  /** A model is there; it is news where none was before. */
  onModel: (model: ModelInfo, isNews: boolean) => void;
  /** Loading has ended, well or badly. */
  onEnd: () => void;
}

export class PresentModel {
  readonly #element: HTMLElement;
  readonly #hearer: Hearer;
  #model: ModelInfo | null = null;

  constructor(element: HTMLElement, hearer: Hearer) {
    this.#element = element;
    this.#hearer = hearer;
  }

  /** Two elements with the same files share one model, however their addresses are written. */
  get key(): string {
    const names = ['src', 'backbone'].map((name) => this.#element.getAttribute(name));
    return JSON.stringify(names.map((name) => name && addressOf(name)));
  }

  /** Whether it is there to predict. */
  get isLoaded(): boolean {
    return this.#model !== null && isLoaded(this.key);
  }

  /** Says whether there was one. */
  forget(): boolean {
    const wasThere = this.#model !== null;
    this.#model = null;
    return wasThere;
  }

  async load(): Promise<ModelInfo> {
    const src = this.#element.getAttribute('src');
    if (!src) throw new CodedError('embed.no-source', 'no src');
    const { key } = this;
    if (this.#model && isLoaded(key)) return this.#model;
    const { onStart, onProgress, onModel, onEnd } = this.#hearer;
    onStart();
    const isPresent = () => key === this.key;
    const backbone = this.#element.getAttribute('backbone');
    try {
      const assets = {
        model: assetOf(src),
        backbone: backbone ? assetOf(backbone) : ownAsset('kiln-backbone.safetensors'),
      };
      const model = await loadModel(key, assets, (...progress) => void (isPresent() && onProgress(...progress)));
      if (isPresent()) {
        const isNews = !this.forget();
        this.#model = model;
        onModel(model, isNews);
        return model;
      }
    } catch (thrown) {
      // What is wrong with an earlier model is of no interest any more.
      if (isPresent()) throw thrown;
    } finally {
      if (isPresent()) onEnd();
    }
    // The attributes have changed meanwhile.
    return this.load();
  }

  /** Asks about a picture once it is `shown`; `onLook` is told when that begins. */
  async classify(
    picture: Blob,
    shown: Promise<void>,
    onLook: () => void,
  ): Promise<{ detail: ClassifyDetail; probabilities: readonly number[] }> {
    const { key } = this;
    const isPresent = () => key === this.key;
    try {
      const loading = this.load();
      // It is decoded while the model comes. What goes wrong is heard below, the model's failure first.
      const answer = shown.then(() => classify(key, picture));
      answer.catch(() => undefined);
      const model = await loading;
      await shown;
      if (isPresent()) {
        onLook();
        const { probabilities, isUnknown, elapsedMs } = await answer;
        const predictions = probabilities
          .map((probability, index) => ({ label: model.classNames[index] ?? '', probability }))
          .sort((a, b) => b.probability - a.probability);
        if (isPresent()) return { detail: { predictions, isUnknown, elapsedMs, model }, probabilities };
      }
    } catch (thrown) {
      // What is wrong with an earlier model is of no interest any more.
      if (isPresent()) throw thrown;
    }
    // The attributes have changed meanwhile: the prediction is to be the present model's.
    return this.classify(picture, shown, onLook);
  }
}
