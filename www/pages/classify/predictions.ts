/** The predictions for one picture: the best guesses as a list with bars. */
import type { Classification, Prediction } from '../../engine/index.js';
import { formatProbability } from '../../shared/i18n/format.js';
import { language, t } from '../../shared/i18n/index.js';
import { el } from '../../shared/dom.js';

/** Below this the best guess is more likely wrong than right, if the model's confidence can be trusted. */
const unsureBelow = 0.5;
/** Words beyond this do not fit beside the percentage in the largest type. */
const longestWordAtFullSize = 11;

export function predictionList(classification: Classification, name: string): HTMLOListElement {
  const items = classification.predictions.map((prediction) => {
    const bar = el('span', { class: 'bar', attributes: { 'aria-hidden': 'true' } });
    bar.style.setProperty('--probability', String(prediction.probability));
    const label = labelOf(prediction);
    const hasLongWord = label.split(/[\s-]/).some((word) => word.length > longestWordAtFullSize);
    return el(
      'li',
      { class: hasLongWord ? 'prediction has-long-word' : 'prediction', testId: 'prediction' },
      el('span', { class: 'prediction-label', text: label }),
      // The space keeps label and number apart where the list is read or copied as text.
      ' ',
      el('span', { class: 'prediction-percent', text: formatProbability(prediction.probability) }),
      bar,
    );
  });
  return el('ol', { class: 'predictions', attributes: { 'aria-label': t('card.predictions', { name }) } }, ...items);
}

/** The name of the class in the language in use; a model may lack a translation, but never English. */
export function labelOf({ label }: Prediction): string {
  return label[language] ?? label['en'] ?? '';
}

export function isUnsure(classification: Classification): boolean {
  // As it is shown: "50%" beside "does not reach 50%" would look like a mistake.
  const shown = Math.round((classification.predictions[0]?.probability ?? 0) * 100) / 100;
  return shown < unsureBelow;
}
