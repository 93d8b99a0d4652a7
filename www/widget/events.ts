/** The events of the element, by their names. */
import type { ReaderFeedback } from './reader-feedback.js';

export interface ModelInfo {
  id: string;
  /** Hexadecimal SHA-256 of the weights: which version predicted. */
  sha256: string;
  name: string;
  classNames: readonly string[];
}

export interface Prediction {
  /** One of the model's class names. */
  label: string;
  /** The probability of the class, from 0 to 1. */
  probability: number;
}

export interface ClassifyDetail {
  /** All classes, most probable first. */
  predictions: Prediction[];
  /** The model's own threshold says that it is none of the classes. */
  isUnknown: boolean;
  /** Milliseconds from the file to the prediction, on the worker's clock. */
  elapsedMs: number;
  model: ModelInfo;
}

export interface ErrorDetail {
  /** Stable: `embed.not-found`, `picture.damaged`, … */
  code: string;
  /** English, for logs. */
  message: string;
  detail: Record<string, string | number>;
}

export interface WidgetEvents {
  load: CustomEvent<ModelInfo>;
  /** Bytes of the model's parts; the total is 0 where the server does not tell. */
  progress: CustomEvent<{ loaded: number; total: number }>;
  classify: CustomEvent<ClassifyDetail>;
  feedback: CustomEvent<ReaderFeedback>;
  error: CustomEvent<ErrorDetail>;
}
