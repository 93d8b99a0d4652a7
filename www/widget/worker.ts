/** The thread that all the classifiers of an article share: one runtime, each file loaded once. */
import init, {
  Backbone,
  Model,
  onPanic,
  probePicture,
  readsBackbone,
  start,
  warmUp,
} from '../generated/widget/kiln.js';
import en from '../shared/i18n/widget-later/en.json';
import zhHans from '../shared/i18n/widget-later/zh-Hans.json';
import type { Job } from '../shared/bridge/call.js';
import { serve } from '../shared/bridge/serve.js';
import { CodedError } from '../shared/errors.js';
import { dataDigest } from '../shared/worker/data-digest.js';
import { decodePicture, probeHeader } from '../shared/worker/decode-picture.js';
import type { TimedPrediction } from '../shared/worker/timed-prediction.js';
import { explain } from './explain.js';
import { fetchAsset, fetchWasm } from './fetch-asset.js';
import type { Asset, ExplainRequest, ModelAssets, Progress, WidgetCard } from './service.js';
import { smallPicture } from './small-picture.js';

/** The card of a model is a fraction of this. */
const MAX_HINT_BYTES = 64 * 1024;

/** Models that are loaded or on their way. */
const models = new Map<string, Promise<Model>>();
/** The backbones by address or `#id`: every model of a site reads the same one. */
const backbones = new Map<string, Promise<Backbone>>();
/** Files may come while the runtime is still being compiled; nothing is done with them before. */
let opened: Promise<void> = Promise.reject(new CodedError('engine.unexpected', 'open() comes first'));
// Callers that asked before hear of it; that none has asked yet is no failure.
opened.catch(() => undefined);
/** The network computes one picture after the other, and each model has one decoded picture ready. */
const queues = new Map<string, Promise<unknown>>();
const NETWORK = '';

/** The calls that this thread takes. */
const service = {
  /** Compiles the wasm module. Must come first. Brings the words that are only needed from then on. */
  async open(wasm: Asset) {
    opened = openRuntime(wasm);
    await opened;
    return { en, 'zh-Hans': zhHans };
  },

  /** Loads a model under a name of the caller's choice. */
  async load(key: string, assets: ModelAssets, { onProgress }: Job): Promise<WidgetCard> {
    const loading = loadModel(assets, onProgress);
    models.set(key, loading);
    // What failed is tried again when somebody asks again.
    loading.catch(() => models.delete(key));
    const { id, dataSha256, name, classNames } = (await loading).trainedCard();
    return { id, sha256: dataSha256, name, classNames };
  },

  /** May be called before the model is there: the picture is decoded meanwhile. */
  classify: (key: string, picture: Blob) => inTurn(key, () => classify(key, picture)),

  /** A map of what in a picture speaks for a class. */
  explain: (key: string, picture: Blob, request: ExplainRequest, job: Job) =>
    inTurn(NETWORK, async () =>
      explain(await loadedAs(key), await decodePicture({ probePicture }, picture), request, job),
    ),

  /** Fails for what is no picture, or one too large to be shown: by its header, without decoding it. */
  async look(picture: Blob): Promise<void> {
    await probeHeader({ probePicture }, picture);
  },

  /** A small JPEG of the picture's pixels alone. */
  smallCopy: smallPicture,
};

export type WidgetService = typeof service;

function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const turn = (queues.get(name) ?? Promise.resolve()).then(work);
  // The caller hears of the failure; the next in line only waits.
  queues.set(
    name,
    turn.catch(() => undefined),
  );
  return turn;
}

async function loadModel(assets: ModelAssets, onProgress: Progress): Promise<Model> {
  const bytes = await fetchAsset(assets.model, onProgress);
  // Only a hint, so as not to wait: the runtime decides. The backbone's failure is heard below.
  if (namesBackbone(bytes)) backboneOf(assets.backbone, onProgress).catch(() => undefined);
  await opened;
  return readsBackbone(bytes)
    ? Model.loadOver(bytes, await backboneOf(assets.backbone, onProgress))
    : Model.load(bytes, 'fused', null);
}

async function openRuntime(wasm: Asset): Promise<void> {
  await init({ module_or_path: await compile(wasm) });
  start();
  onPanic((message: string) => self.postMessage({ type: 'kiln-panic', message }));
  // After what waits for the runtime has been told, and before the weights are there.
  setTimeout(warmUp);
}

/** Whether the header of a model file speaks of a backbone. The card in it is JSON within JSON. */
function namesBackbone(file: Uint8Array): boolean {
  const header = file.subarray(8, 8 + MAX_HINT_BYTES);
  return new TextDecoder('latin1').decode(header).includes('\\"backbone\\":');
}

async function compile(wasm: Asset): Promise<WebAssembly.Module> {
  const source = await fetchWasm(wasm);
  try {
    // A browser compiles what streams in while it does, and keeps what it has made for the next time.
    return await (source instanceof Response ? WebAssembly.compileStreaming(source) : WebAssembly.compile(source));
  } catch (error) {
    const isForbidden = /content security policy|unsafe-eval|disallowed by embedder|blocked by csp/i.test(
      String(error),
    );
    throw new CodedError(isForbidden ? 'embed.wasm-blocked' : 'embed.damaged', String(error), {
      file: 'kiln-runtime.wasm',
    });
  }
}

function backboneOf(asset: Asset, onProgress: Progress): Promise<Backbone> {
  const address = 'url' in asset ? asset.url : `#${asset.id}`;
  let loading = backbones.get(address);
  if (!loading) {
    loading = fetchAsset(asset, onProgress).then(async (bytes) => {
      const digest = await dataDigest(bytes);
      await opened;
      return Backbone.load(bytes, 'fused', digest);
    });
    backbones.set(address, loading);
    // What failed is tried again when somebody asks again.
    loading.catch(() => backbones.delete(address));
  }
  return loading;
}

async function classify(key: string, picture: Blob): Promise<TimedPrediction> {
  const decodedFrom = performance.now();
  const { rgba, width, height } = await decodePicture({ probePicture }, picture);
  const decodeMs = performance.now() - decodedFrom;
  const model = await loadedAs(key);
  return inTurn(NETWORK, async () => {
    const startedAt = performance.now();
    const { probabilities, isUnknown } = await model.predict(rgba, width, height);
    return { probabilities, isUnknown, elapsedMs: decodeMs + performance.now() - startedAt };
  });
}

async function loadedAs(key: string): Promise<Model> {
  const model = models.get(key);
  if (!model) throw new CodedError('engine.unexpected', 'load() comes first');
  return model;
}

serve(service);
