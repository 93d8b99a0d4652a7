/** The confusion matrix; each cell opens its pictures. */
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { Evaluation } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { indexOfLargest } from '../../../shared/largest.js';
import { scrolling } from './scores-table.js';
import type { Thumbnails } from '../project/thumbnails.js';

const MAX_SHOWN = 60;

export function confusionTable(version: ModelVersion, { confusion }: Evaluation, thumbnails: Thumbnails): HTMLElement {
  const { classNames } = version;
  const shown = el('div', { class: 'confusion-pictures', testId: 'confusion-pictures' });
  const rows = confusion.map((counts, label) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, predicted) => {
      if (count === 0) return el('td', { text: '0' });
      const names = { truth: classNames[label] ?? '', predicted: classNames[predicted] ?? '' };
      const button = el('button', {
        text: String(count),
        attributes: { 'aria-label': t('evaluate.confusion.cell', { count, ...names }) },
        onClick: () => showCell(shown, version, thumbnails, label, predicted),
      });
      // Five steps of shade; the number itself says the rest.
      const shade = String(Math.ceil((count / total) * 5));
      const kind = label === predicted ? 'right' : 'wrong';
      return el('td', { class: `is-${kind}`, attributes: { 'data-shade': shade } }, button);
    });
    return el('tr', {}, el('th', { text: classNames[label] ?? '', attributes: { scope: 'row' } }), ...cells);
  });
  const head = classNames.map((name) => el('th', { text: name, attributes: { scope: 'col' } }));
  const table = el(
    'table',
    { class: 'confusion', testId: 'confusion' },
    el('caption', { text: t('evaluate.confusion') }),
    el('thead', {}, el('tr', {}, el('td', { text: t('evaluate.confusion.corner') }), ...head)),
    el('tbody', {}, ...rows),
  );
  return el('div', {}, scrolling(table, t('evaluate.confusion')), shown);
}

function showCell(
  root: HTMLElement,
  { classNames, predictions }: ModelVersion,
  thumbnails: Thumbnails,
  label: number,
  predicted: number,
): void {
  const pictures = predictions.filter(
    (prediction) => prediction.truth === label && indexOfLargest(prediction.probabilities) === predicted,
  );
  const items = pictures.slice(0, MAX_SHOWN).map(({ pictureId, probabilities }) => {
    const image = el('img', { attributes: { alt: '' } });
    thumbnails.show(image, pictureId);
    return el('li', {}, image, el('span', { text: formatProbability(probabilities[predicted] ?? 0) }));
  });
  const names = { truth: classNames[label] ?? '', predicted: classNames[predicted] ?? '' };
  root.replaceChildren(
    el('h3', { text: t('evaluate.shown', names) }),
    el('ul', { class: 'thumbnails', attributes: { role: 'list' } }, ...items),
  );
}
