/** The widget's script: defines `<kiln-classifier>`. */
import { KilnClassifier } from './kiln-classifier.js';
import { sendWaiting } from './sending.js';

export { KilnClassifier };
export type { ClassifyDetail, ErrorDetail, ModelInfo, Prediction, WidgetEvents } from './events.js';
export type { ReaderAnswer } from './reader-answers.js';

// An article may name the script twice.
if (!customElements.get('kiln-classifier')) customElements.define('kiln-classifier', KilnClassifier);
addEventListener('online', () => void sendWaiting());
