/** The thread a model lives on: one worker per device, one model per worker. */
import type { Backbone, Model } from '../../generated/cpu/kiln.js';
import type { Job } from '../../shared/bridge/call.js';
import { serve } from '../../shared/bridge/serve.js';
import { CodedError } from '../../shared/errors.js';
import { isMostlyUnseen } from '../../shared/seen-part.js';
import { dataDigest } from '../../shared/worker/data-digest.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { madeUpInput } from '../../shared/worker/made-up-input.js';
import { checkMap } from '../../shared/worker/mask-check.js';
import { TRIAL_BATCH } from '../../shared/worker/trials.js';
import { keepCpu, loadRuntime, type Runtime } from './runtime.js';
import type { Layer } from '../../types/core.js';
import type { Classified, DeviceKind, Explanation, ModelCard, Timing } from './service.js';

let runtime: Runtime | null = null;
let model: Model | null = null;
/** The network that the model is, for its features. */
let backbone: Backbone | null = null;
/** The network computes one thing after the other; on WebGPU it would be found busy otherwise. */
let lastInLine: Promise<unknown> = Promise.resolve();

/** The calls that this thread takes. */
const service = {
  /**
   * Compiles the wasm module of `device`. Must come first. Tells how many threads share a layer: at most
   * `maxThreads`, where that is given.
   */
  async open(device: DeviceKind, maxThreads: number | null): Promise<number> {
    const loaded = await loadRuntime(device, maxThreads ?? undefined);
    runtime = loaded.runtime;
    return loaded.numThreads;
  },

  /** Checks the model file and builds the network on the device. */
  async load(file: Blob): Promise<ModelCard> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    backbone?.free();
    model?.free();
    [model, backbone] = [null, null];
    model = await opened().Model.load(bytes, 'fused', await dataDigest(bytes));
    backbone = model.backbone() ?? null;
    void keepCpu();
    return model.card();
  },

  /** Reads, preprocesses and classifies one picture. */
  async classify(picture: Blob, top: number): Promise<Classified> {
    const startedAt = performance.now();
    const { rgba, width, height, ...original } = await decodePicture(opened(), picture);
    const predictions = await inTurn(() => loaded().classify(rgba, width, height, top));
    return {
      predictions,
      elapsedMs: performance.now() - startedAt,
      width: original.originalWidth,
      height: original.originalHeight,
      notes: isMostlyUnseen(original.originalWidth, original.originalHeight)
        ? [...original.notes, 'middle-only']
        : original.notes,
    };
  },

  /** The network's output at `layer` for a picture, or for an input that is prepared already. */
  async embed(seen: Blob | Float32Array, layer: Layer): Promise<Float32Array> {
    if (!(seen instanceof Blob)) return inTurn(() => loadedBackbone().featuresOfInput(seen, layer));
    const { rgba, width, height } = await decodePicture(opened(), seen);
    return inTurn(() => loadedBackbone().features(rgba, width, height, layer));
  },

  /** Runs the network `count` times on a made-up picture. Stops early after a run longer than `giveUpMs`. */
  async time(count: number, giveUpMs: number): Promise<Timing> {
    const input = madeUpInput(loaded().inputSide());
    const elapsedMs: number[] = [];
    let logits: Float32Array = new Float32Array();
    while (elapsedMs.length < count && (elapsedMs.at(-1) ?? 0) <= giveUpMs) {
      const startedAt = performance.now();
      logits = await inTurn(() => loaded().logits(input));
      elapsedMs.push(performance.now() - startedAt);
    }
    return { elapsedMs, logits };
  },

  /** Maps of what in the picture speaks for each of `classes`. */
  async explain(picture: Blob, classes: number[]): Promise<Explanation[]> {
    const { rgba, width, height } = await decodePicture(opened(), picture);
    return inTurn(() => loaded().explain(rgba, width, height, Uint32Array.from(classes)));
  },

  /** Whether the prediction rests on what the map says. */
  async checkMap(picture: Blob, map: Explanation, job: Job) {
    const decoded = await decodePicture(opened(), picture);
    // A picture that comes meanwhile waits no longer than a batch.
    return checkMap(opened(), loaded(), decoded, map, { batch: TRIAL_BATCH.backbone, job, inTurn });
  },

  /** Panics in Rust, on purpose: the way back is tried on a real panic. */
  async crash(): Promise<void> {
    opened().crash();
  },
};

export type ModelService = typeof service;

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastInLine.then(work);
  // The caller hears of the failure; the next in line only waits.
  lastInLine = turn.catch(() => undefined);
  return turn;
}

function opened(): Runtime {
  if (!runtime) throw new CodedError('engine.unexpected', 'open() comes first');
  return runtime;
}

function loaded(): Model {
  if (!model) throw new CodedError('engine.unexpected', 'load() comes first');
  return model;
}

function loadedBackbone(): Backbone {
  if (!backbone) throw new CodedError('engine.unexpected', 'load() comes first');
  return backbone;
}

serve(service);
