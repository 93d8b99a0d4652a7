/** The thread a model lives on: one worker per device, one model per worker. */
import type { Classifier } from '../../generated/cpu/kiln.js';
import type { Job } from '../../shared/bridge/call.js';
import { serve } from '../../shared/bridge/serve.js';
import { CodedError } from '../../shared/errors.js';
import { dataDigest } from '../../shared/worker/data-digest.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { checkMap } from '../../shared/worker/mask-check.js';
import { embedded } from '../../shared/worker/seen.js';
import { loadRuntime, type Runtime } from './runtime.js';
import type { Classified, DeviceKind, Explanation, Layer, ModelCard, Timing } from './service.js';

/** Values of one input, `[3, 224, 224]`. */
const INPUT_LENGTH = 3 * 224 * 224;
/** Masked inputs at once while a map is checked: a picture that comes meanwhile waits no longer than these. */
const CHECK_BATCH = 2;

let runtime: Runtime | null = null;
let classifier: Classifier | null = null;
/** The network computes one thing after the other; on WebGPU it would be found busy otherwise. */
let lastInLine: Promise<unknown> = Promise.resolve();

/** What may be asked of this thread. */
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
  async load(model: Blob): Promise<ModelCard> {
    const bytes = new Uint8Array(await model.arrayBuffer());
    classifier?.free();
    classifier = null;
    classifier = await opened().Classifier.load(bytes, 'fused', await dataDigest(bytes));
    return classifier.card();
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
      notes: original.notes,
    };
  },

  /** What the network gives at `layer` of a picture, or of an input that is prepared already. */
  async embed(seen: Blob | Float32Array, layer: Layer): Promise<Float32Array> {
    const input = seen instanceof Blob ? await prepare(seen) : seen;
    return inTurn(() => embedded(loaded(), input, layer));
  },

  /** Runs the network `count` times on a made-up picture. Stops early after a run longer than `giveUpMs`. */
  async time(count: number, giveUpMs: number): Promise<Timing> {
    // Anything between −1 and 1 that is not the same everywhere.
    const input = Float32Array.from({ length: INPUT_LENGTH }, (_, index) => Math.sin(index));
    const elapsedMs: number[] = [];
    let logits: Float32Array = new Float32Array();
    while (elapsedMs.length < count && (elapsedMs.at(-1) ?? 0) <= giveUpMs) {
      const startedAt = performance.now();
      logits = await inTurn(() => loaded().logits(input));
      elapsedMs.push(performance.now() - startedAt);
    }
    return { elapsedMs, logits };
  },

  /** What in the picture speaks for each of `classes`. */
  async explain(picture: Blob, classes: number[]): Promise<Explanation[]> {
    const { rgba, width, height } = await decodePicture(opened(), picture);
    const input = loaded().preprocess(rgba, width, height);
    return inTurn(() => loaded().explain(input, width, height, Uint32Array.from(classes)));
  },

  /** Whether the answer rests on what the map says. */
  async checkMap(picture: Blob, map: Explanation, job: Job) {
    const input = await prepare(picture);
    const ask = (inputs: Float32Array) => inTurn(() => loaded().logits(inputs));
    return checkMap(opened(), input, loaded().inputSide(), map, { ask, batch: CHECK_BATCH, job });
  },

  /** Panics in Rust, on purpose: the way back is tried on a real panic. */
  async crash(): Promise<void> {
    opened().crash();
  },
};

export type ModelService = typeof service;

async function prepare(picture: Blob): Promise<Float32Array> {
  const { rgba, width, height } = await decodePicture(opened(), picture);
  return loaded().preprocess(rgba, width, height);
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastInLine.then(work);
  // Whoever asked hears of the failure; the next in line only waits.
  lastInLine = turn.catch(() => undefined);
  return turn;
}

function opened(): Runtime {
  if (!runtime) throw new CodedError('engine.unexpected', 'open() comes first');
  return runtime;
}

function loaded(): Classifier {
  if (!classifier) throw new CodedError('engine.unexpected', 'load() comes first');
  return classifier;
}

serve(service);
