/** The only door between views and everything behind them. */
import { ModelEngine } from './engine.js';
import type { DeviceChoice, Engine } from './types.js';

export { KilnError } from '../shared/errors.js';
export type {
  Answer,
  ClassifyOptions,
  DeviceChoice,
  DeviceKind,
  DeviceReason,
  Engine,
  EngineStatus,
  Explanation,
  LongCall,
  MaskCheckResult,
  ModelInfo,
  PictureNote,
  Prediction,
} from './types.js';

/** Makes an engine and starts loading at once. */
export function createEngine(options: { device: DeviceChoice }): Engine {
  return new ModelEngine(options.device);
}
