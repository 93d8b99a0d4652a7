/** The share of predictions that readers called right, over time, with its interval. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { FeedbackReport } from '../../../types/core.js';
import { formatDay, formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { el } from '../../../shared/dom.js';

const HEIGHT = 220;
/** Distances between days that are written at the axis. */
const STEPS = [1, 2, 7, 14, 28, 56, 112, 364, 728];

/** The curves of the chart are told apart by dashes as well as by colour; the same numbers stand in a table. */
export class FeedbackChart {
  readonly element = el('div', {
    class: 'curves feedback-chart',
    testId: 'field-chart',
    attributes: { 'aria-hidden': 'true' },
  });
  #plot: uPlot | null = null;
  #report: FeedbackReport | null = null;

  constructor() {
    // A canvas keeps the colours that it was drawn with.
    matchMedia('(prefers-color-scheme: dark)').addEventListener(
      'change',
      () => this.#report && this.show(this.#report),
    );
  }

  show(report: FeedbackReport): void {
    const { period, periods } = report;
    this.#report = report;
    this.#plot?.destroy();
    this.#plot = null;
    if (periods.length < 2) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--ink-soft'), grid: { stroke: colour('--rule'), width: 1 } };
    const percent = (value: number | null) => (value === null ? '–' : formatPercent(value));
    const bound = { stroke: colour('--ink-soft'), width: 1, dash: [3, 4], points: { show: false } };
    const options: uPlot.Options = {
      title: t(`readers.time.title.${period}`),
      width: Math.max(240, Math.min(640, this.element.clientWidth || 320)),
      height: HEIGHT,
      // Room for the last day, and for points at either end.
      padding: [null, 44, null, null],
      scales: { x: { time: false }, y: { range: [-0.04, 1.04] } },
      axes: [
        { ...axis, space: 90, incrs: STEPS, values: (_, days) => days.map((day) => formatDay(day)) },
        { ...axis, splits: [0, 0.25, 0.5, 0.75, 1], values: (_, shares) => shares.map(formatPercent) },
      ],
      cursor: { drag: { x: false, y: false } },
      bands: [{ series: [3, 2], fill: colour('--accent-wash') }],
      series: [
        { label: t(`readers.time.${period}`), value: (_, day: number | null) => (day === null ? '–' : formatDay(day)) },
        {
          label: t('readers.class.share'),
          stroke: colour('--accent'),
          width: 2,
          points: { show: true, size: 7 },
          value: (_, share: number | null) => percent(share),
        },
        { label: t('readers.time.low'), ...bound, value: (_, share: number | null) => percent(share) },
        { label: t('readers.time.high'), ...bound, value: (_, share: number | null) => percent(share) },
      ],
    };
    const data: uPlot.AlignedData = [
      periods.map(({ firstDay }) => firstDay),
      periods.map(({ accuracy }) => accuracy.value),
      periods.map(({ accuracy }) => accuracy.low),
      periods.map(({ accuracy }) => accuracy.high),
    ];
    this.#plot = new uPlot(options, data, this.element);
  }
}
