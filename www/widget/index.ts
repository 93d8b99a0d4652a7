/** The widget's script: defines `<kiln-classifier>`. */
import { KilnClassifier } from './element.js';
import { sendWaiting } from './sending.js';

export * from './element.js';

// An article may name the script twice.
if (!customElements.get('kiln-classifier')) customElements.define('kiln-classifier', KilnClassifier);
addEventListener('online', () => void sendWaiting());
