/** What a model worker hands over. Both sides import these types. */
import type { Explanation, MaskCheckResult, ModelCard, Prediction } from '../../generated/cpu/kiln.js';
import type { PictureNote } from '../../shared/worker/decode-picture.js';

export type { Explanation, MaskCheckResult, ModelCard, PictureNote, Prediction };

export type DeviceKind = 'cpu' | 'webgpu';

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

/** Where in a backbone another network begins to read: behind all of it, or before its last block. */
export type Layer = 'features' | 'activations';
