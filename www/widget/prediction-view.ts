/** A prediction as a sentence and bars. */
import { isSure } from '../shared/is-sure.js';
import { make } from './dom.js';
import type { ClassifyDetail } from './events.js';
import type { Words } from './words.js';

/** More are noise to a reader. */
const NUM_SHOWN = 3;

export function predictionElements({ predictions, isUnknown }: ClassifyDetail, words: Words): HTMLElement[] {
  const [first] = predictions;
  if (!first) return [];
  const verdict = isUnknown
    ? words.say('widget.unknown')
    : words.say(isSure(first.probability) ? 'widget.answer' : 'widget.unsure', {
        name: first.label,
        probability: words.percent(first.probability),
      });
  const rows = predictions.slice(0, NUM_SHOWN).map(({ label, probability }) => {
    const bar = make('span', { class: 'bar', part: 'bar', attributes: { 'aria-hidden': 'true' } });
    // Through the object model: a style attribute would be against a strict policy.
    bar.style.setProperty('--share', String(probability));
    return make('li', {}, make('span', { text: label }), make('span', { text: words.percent(probability) }), bar);
  });
  return [
    make('p', { class: 'verdict', part: 'verdict', text: verdict }),
    make(
      'ol',
      { part: 'predictions', attributes: { role: 'list', 'aria-label': words.say('widget.all-answers') } },
      ...rows,
    ),
  ];
}
