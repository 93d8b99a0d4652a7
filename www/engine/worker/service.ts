/** The messages of a model worker. Both sides import these types. */
import type { DeviceKind, Explanation, MaskCheckResult, ModelCard, TopClass as Prediction } from '../../types/core.js';
import type { PictureNote } from '../../shared/worker/decode-picture.js';

export type { DeviceKind, Explanation, MaskCheckResult, ModelCard, PictureNote, Prediction };

export interface Classified {
  predictions: Prediction[];
  /** Milliseconds from the encoded picture to the prediction, on the worker's clock. */
  elapsedMs: number;
  /** Size of the upright picture in pixels. */
  width: number;
  height: number;
  notes: PictureNote[];
}

export interface Timing {
  /** Milliseconds of each run. */
  elapsedMs: number[];
  /** The logits of the last run: devices that disagree must not be compared by speed alone. */
  logits: Float32Array;
}
