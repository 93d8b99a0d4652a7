/** What the page's thread may ask of a model worker. Both sides import these types. */
import type { Explanation, MaskCheckResult, ModelCard, PictureInfo, Prediction } from '../../generated/cpu/kiln.js';

export type { Explanation, MaskCheckResult, ModelCard, PictureInfo, Prediction };

export type DeviceKind = 'cpu' | 'webgpu';

/** Said of a picture that is not looked at as it is. */
export type PictureNote = 'first-frame-only' | 'reduced';

/** An error as data: only a code and values cross threads, the sentence is made in the page. */
export interface ErrorData {
  code: string;
  message: string;
  detail: Record<string, string | number>;
}

export type Outcome<T> = { isOk: true; value: T } | { isOk: false; error: ErrorData };

export interface Classified {
  predictions: Prediction[];
  /** Milliseconds from the encoded picture to the answer, on the worker's clock. */
  elapsedMs: number;
  /** Size of the upright picture in pixels. */
  width: number;
  height: number;
  notes: PictureNote[];
}

export interface Timing {
  /** Milliseconds of each run. */
  elapsedMs: number[];
  /** Of the last run: devices that disagree must not be compared by speed alone. */
  logits: Float32Array;
}

/** How far long work is. */
export type Count = (done: number, total: number) => void;

/** Where in a backbone another network begins to read: behind all of it, or before its last block. */
export type Layer = 'features' | 'activations';

export interface ModelService {
  /**
   * Compiles the wasm module of `device`. Must come first. Tells how many threads share a layer: at most
   * `maxThreads`, where that is given.
   */
  open(device: DeviceKind, maxThreads?: number): Promise<Outcome<number>>;
  /** Checks the model file and builds the network on the device. */
  load(model: Blob): Promise<Outcome<ModelCard>>;
  /** Reads, preprocesses and classifies one picture. */
  classify(picture: Blob, top: number): Promise<Outcome<Classified>>;
  /** What the network gives at `layer` of a picture, or of an input that is prepared already. */
  embed(seen: Blob | Float32Array, layer: Layer): Promise<Outcome<Float32Array>>;
  /**
   * Runs the network `count` times on a made-up picture. Stops early after a run longer than
   * `giveUpMs`.
   */
  time(count: number, giveUpMs: number): Promise<Outcome<Timing>>;
  /** What in the picture speaks for each of `classes`. */
  explain(picture: Blob, classes: number[]): Promise<Outcome<Explanation[]>>;
  /** Whether the answer rests on what the map says. Ends with `explanation.cancelled` after `cancelJob`. */
  checkMap(picture: Blob, map: Explanation, job: string, onProgress: Count): Promise<Outcome<MaskCheckResult>>;
  cancelJob(job: string): Promise<Outcome<null>>;
  /** Panics in Rust, on purpose: the way back is tried on a real panic. */
  crash(): Promise<void>;
}

/** Messages that a worker sends of itself, beside the answers to calls. */
export type WorkerEvent = { type: 'kiln-panic'; message: string } | { type: 'kiln-device-lost'; reason: string };
