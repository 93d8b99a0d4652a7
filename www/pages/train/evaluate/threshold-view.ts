/** The threshold for two classes: the evidence that the second one needs before it is predicted. */
import uPlot from 'uplot';
import { formatPercent, formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { BinaryCurves } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';

const SIDE = 260;

export function thresholdView(
  { classNames, predictions }: ModelVersion,
  { roc, rocAuc, averagePrecision }: BinaryCurves,
): HTMLElement {
  const positive = classNames[1] ?? '';
  const negative = classNames[0] ?? '';
  const slider = el('input', {
    testId: 'threshold',
    attributes: {
      type: 'range',
      min: '0',
      max: '1',
      step: '0.01',
      value: '0.5',
      'aria-label': t('threshold.label', { positive }),
    },
  });
  const said = el('p', { testId: 'threshold-said', attributes: { role: 'status' } });
  const update = () => {
    const threshold = Number(slider.value);
    const count = (label: number, isPredicted: boolean) =>
      predictions.filter((p) => p.truth === label && (p.probabilities[1] ?? 0) >= threshold === isPredicted).length;
    const [found, missed] = [count(1, true), count(1, false)];
    const [alarms, refused] = [count(0, true), count(0, false)];
    const share = (part: number, whole: number) => (whole === 0 ? '–' : formatPercent(part / whole));
    said.textContent = t('threshold.said', {
      threshold: formatProbability(threshold),
      positive,
      negative,
      recall: share(found, found + missed),
      precision: share(found, found + alarms),
      alarms: share(alarms, alarms + refused),
    });
  };
  slider.addEventListener('input', update);
  update();
  const plot = el('div', { class: 'curves' });
  // Drawn once it stands in the page: its colours are the page's.
  requestAnimationFrame(() => drawRoc(plot, roc));
  const areas = t('threshold.areas', { roc: rocAuc.toFixed(3), precision: averagePrecision.toFixed(3) });
  return el(
    'div',
    { class: 'threshold' },
    el('h3', { text: t('threshold.title') }),
    plot,
    el('p', { text: areas }),
    slider,
    said,
  );
}

function drawRoc(root: HTMLElement, roc: BinaryCurves['roc']): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--ink-soft'), grid: { stroke: colour('--rule'), width: 1 } };
  // The library wants ascending positions.
  const points = [...roc].sort(
    (a, b) => a.falsePositiveRate - b.falsePositiveRate || a.truePositiveRate - b.truePositiveRate,
  );
  new uPlot(
    {
      title: t('threshold.roc'),
      width: SIDE,
      height: SIDE,
      scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
      axes: [axis, axis],
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      series: [{}, { stroke: colour('--accent'), width: 2 }],
    },
    [points.map((point) => point.falsePositiveRate), points.map((point) => point.truePositiveRate)],
    root,
  );
}
