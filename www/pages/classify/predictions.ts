/** The predictions for one picture: the best guesses as a list with bars. */
import type { Classification, Prediction } from '../../engine/index.js';
import { formatProbability } from '../../shared/i18n/format.js';
import { language, t } from '../../shared/i18n/index.js';
import { el } from '../../shared/dom.js';
import { isSure, NAMED_FROM } from '../../shared/is-sure.js';

/** Words beyond this do not fit beside the percentage in the largest type. */
const longestWordAtFullSize = 11;

/** The list; where no guess is good enough to be the headline, under one that says so. */
export function predictionView(classification: Classification, name: string): HTMLElement[] {
  const list = predictionList(classification, name);
  if (!isUnsure(classification)) return [list];
  const note = t('card.unsure', { threshold: formatProbability(NAMED_FROM) });
  return [
    el('p', { class: 'verdict', testId: 'unsure', text: t('card.unsure.title') }),
    el('p', { class: 'card-note', text: note }),
    list,
  ];
}

function predictionList(classification: Classification, name: string): HTMLOListElement {
  const isNamed = !isUnsure(classification);
  const items = classification.predictions.map((prediction, index) =>
    predictionItem(prediction, isNamed && index === 0),
  );
  return el('ol', { class: 'predictions', attributes: { 'aria-label': t('card.predictions', { name }) } }, ...items);
}

function predictionItem(prediction: Prediction, isHeadline: boolean): HTMLLIElement {
  const bar = el('span', { class: 'bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.setProperty('--probability', String(prediction.probability));
  const label = labelOf(prediction);
  const item = el(
    'li',
    { class: 'prediction', testId: 'prediction' },
    el('span', { class: 'prediction-label', text: label }),
    // The space keeps label and number apart where the list is read or copied as text.
    ' ',
    el('span', { class: 'prediction-percent', text: formatProbability(prediction.probability) }),
    bar,
  );
  item.classList.toggle('is-headline', isHeadline);
  item.classList.toggle(
    'has-long-word',
    label.split(/[\s-]/).some((word) => word.length > longestWordAtFullSize),
  );
  return item;
}

/** The name of the class in the language in use; a model may lack a translation, but never English. */
export function labelOf({ label }: Prediction): string {
  return label[language] ?? label['en'] ?? '';
}

/** Whether no guess is good enough to be called the answer. */
export function isUnsure(classification: Classification): boolean {
  return !isSure(classification.predictions[0]?.probability ?? 0);
}
