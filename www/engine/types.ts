/** The types by which views know the engine. */
import type { DeviceKind, Explanation, MaskCheckResult, PictureNote, Prediction } from './worker/service.js';
import type { CodedError } from '../shared/errors.js';
import type { LongCall } from '../shared/bridge/call.js';

export type { DeviceKind, Explanation, LongCall, MaskCheckResult, PictureNote, Prediction };

export type DeviceChoice = 'auto' | DeviceKind;

/** The reason why the device that predicts was chosen. Each has a sentence under `device.reason.<it>`. */
export type DeviceReason =
  | 'first-to-answer'
  | 'measured-faster'
  | 'remembered'
  | 'forced'
  | 'no-webgpu-api'
  | 'no-adapter'
  | 'adapter-software'
  | 'gpu-slower'
  | 'gpu-failed'
  | 'gpu-compiling'
  | 'device-lost'
  | 'gpu-disabled-to-save-data';

export interface ModelInfo {
  name: string;
  licence: string;
  version: string;
  sizeBytes: number;
  numParameters: number;
  /** The bits of most of the weights, as they are stored. */
  bitsPerWeight: 8 | 16 | 32;
  numClasses: number;
}

/** An immutable snapshot; a view renders itself from it. */
export interface EngineStatus {
  /** `crashed`: Rust panicked; `failed`: loading did not succeed. Both offer `restart()`. */
  phase: 'loading' | 'ready' | 'crashed' | 'failed';
  /** The bytes of the weights so far, while they are coming. */
  download: { loadedBytes: number; totalBytes: number } | null;
  /** The device that predicts now. */
  device: DeviceKind | null;
  /** The number of the CPU's threads that share a layer: more than one where the page's host isolates it. */
  numThreads: number;
  reason: DeviceReason | null;
  /** Measured milliseconds per picture. */
  timings: Partial<Record<DeviceKind, number>>;
  /** The name of the graphics adapter, where there is one. */
  adapterName: string | null;
  /** Whether the other device is still being loaded and timed behind the one that predicts. */
  isTuning: boolean;
  error: CodedError | null;
  model: ModelInfo | null;
}

export interface Classification {
  predictions: Prediction[];
  /** The time from the encoded picture to the prediction. */
  elapsedMs: number;
  device: DeviceKind;
  /** Size of the upright picture in pixels. */
  width: number;
  height: number;
  notes: PictureNote[];
}

export interface ClassifyOptions {
  /** The number of predictions; 5 unless told. */
  top?: number;
  /** Gives up waiting. A picture that the worker has begun is finished and its prediction dropped. */
  signal?: AbortSignal;
}

/** Dispatches `status` whenever {@link Engine.status} changes. */
export interface Engine extends EventTarget {
  readonly status: EngineStatus;
  /** Rejects with a {@link CodedError}: `cancelled` where the signal was aborted. */
  classify(picture: Blob, options?: ClassifyOptions): Promise<Classification>;
  /** Maps of what in the picture speaks for each of `classes`, in their order. */
  explain(picture: Blob, classes: number[]): Promise<Explanation[]>;
  /** Whether the prediction rests on what the map says: some fifty runs of the network. */
  checkMap(picture: Blob, map: Explanation, options?: LongCall): Promise<MaskCheckResult>;
  /** Starts over after `crashed` or `failed`. */
  restart(): Promise<void>;
  dispose(): void;
}
