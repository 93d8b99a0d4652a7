/** Loss and accuracy of a run as drawings with numbers on their axes, for paper has no canvas and no pointer. */
import { formatPercent, formatPrecise } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { EpochReport } from '../../../types/core.js';
import { el } from '../../../shared/dom.js';
import { niceStep, ticks } from './ticks.js';

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** The sizes of the drawing, and of the plot within it: beside it stand the values, below it the epochs. */
const [WIDTH, HEIGHT] = [360, 220];
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 342, 26, 178];

interface Line {
  name: string;
  colour: string;
  dash: string;
  values: (number | null)[];
}

export function reportCurves(history: readonly EpochReport[]): HTMLElement {
  const lines = (train: (number | null)[], validation: (number | null)[]): Line[] => [
    { name: t('train.curve.train'), colour: '#1b1613', dash: '', values: train },
    { name: t('train.curve.validation'), colour: '#a63f22', dash: '6 4', values: validation },
  ];
  const losses = lines(
    history.map((h) => h.trainLoss),
    history.map((h) => h.validationLoss),
  );
  const accuracies = lines(
    history.map((h) => h.trainAccuracy),
    history.map((h) => h.validationAccuracy),
  );
  const epochs = history.map(({ epoch }) => epoch);
  const largest = Math.max(1e-6, ...losses.flatMap(({ values }) => values.filter(isFinite)));
  return el(
    'div',
    { class: 'curves' },
    figure(t('train.curve.loss'), epochs, losses, largest, (value) => formatPrecise(value, 3)),
    figure(t('train.curve.accuracy'), epochs, accuracies, 1, formatPercent),
  );
}

function figure(
  title: string,
  epochs: number[],
  lines: Line[],
  largest: number,
  shown: (value: number) => string,
): HTMLElement {
  const drawn = lines.filter(({ values }) => values.some(isFinite));
  // People who cannot see the curves are told how they end.
  const ends = drawn.map(({ name, values }) => `${name} ${shown(values.findLast(isFinite) ?? 0)}`);
  const svg = shape('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    'aria-label': `${title}: ${ends.join(', ')}`,
    'font-size': 12,
  });
  const step = niceStep(largest);
  // Whole steps, less what the rounding of a sum adds.
  const top = Math.ceil(largest / step - 1e-9) * step;
  const [first = 1, last = 1] = [epochs[0], epochs.at(-1)];
  const x = (epoch: number) =>
    last === first ? (LEFT + RIGHT) / 2 : LEFT + ((epoch - first) / (last - first)) * (RIGHT - LEFT);
  const y = (value: number) => BOTTOM - (value / top) * (BOTTOM - TOP);
  for (const value of ticks(0, top, step)) {
    svg.append(
      shape('path', { d: `M${LEFT} ${y(value)}H${RIGHT}`, stroke: '#ddd' }),
      shape('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, shown(value)),
    );
  }
  for (const epoch of ticks(first, last, Math.max(1, niceStep(last - first)))) {
    svg.append(shape('text', { x: x(epoch), y: BOTTOM + 17, 'text-anchor': 'middle' }, formatPrecise(epoch, 6)));
  }
  svg.append(shape('text', { x: (LEFT + RIGHT) / 2, y: HEIGHT - 6, 'text-anchor': 'middle' }, t('train.curve.epoch')));
  for (const [index, { name, colour, dash, values }] of drawn.entries()) {
    const style = { fill: 'none', stroke: colour, 'stroke-width': 2, 'stroke-dasharray': dash };
    const points = values.flatMap((value, at) => (isFinite(value) ? [`${x(epochs[at] ?? first)},${y(value)}`] : []));
    // A line of one point would not be seen.
    const [cx = '', cy = ''] = points.length === 1 ? (points[0] ?? '').split(',') : [];
    if (cx) svg.append(shape('circle', { cx, cy, r: 3, fill: colour }));
    const start = LEFT + index * 140;
    svg.append(
      shape('polyline', { points: points.join(' '), ...style }),
      shape('path', { d: `M${start} 9h24`, ...style }),
      shape('text', { x: start + 30, y: 13, fill: colour }, name),
    );
  }
  return el('figure', {}, el('figcaption', { text: title }), svg);
}

function isFinite(value: number | null): value is number {
  return Number.isFinite(value);
}

function shape(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}
