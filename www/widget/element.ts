/** The element's class and types, for those who give it a name of their own. Nothing is registered. */
import type { WidgetEvents } from './events.js';
import { KilnClassifier } from './kiln-classifier.js';

export { setAssetBase } from './asset-base.js';
export type { KilnClassifierAttributes } from './attributes.js';
export type { ClassifyDetail, ErrorDetail, ModelInfo, Prediction, WidgetEvents } from './events.js';
export type { ReaderFeedback, ReaderFeedback as ReaderAnswer } from './reader-feedback.js';
export { KilnClassifier };

/** The element's own events in place of those that it has the names of. */
export interface KilnClassifierEventMap extends Omit<HTMLElementEventMap, keyof WidgetEvents>, WidgetEvents {}

type Listener<K extends keyof KilnClassifierEventMap> = (
  this: KilnClassifier,
  event: KilnClassifierEventMap[K],
) => unknown;

declare module './kiln-classifier.js' {
  interface KilnClassifier {
    addEventListener<K extends keyof KilnClassifierEventMap>(
      type: K,
      listener: Listener<K>,
      options?: boolean | AddEventListenerOptions,
    ): void;
    addEventListener(
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | AddEventListenerOptions,
    ): void;
    removeEventListener<K extends keyof KilnClassifierEventMap>(
      type: K,
      listener: Listener<K>,
      options?: boolean | EventListenerOptions,
    ): void;
    removeEventListener(
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | EventListenerOptions,
    ): void;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiln-classifier': KilnClassifier;
  }
}
