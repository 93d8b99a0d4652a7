/** Loss and accuracy over the epochs. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { t } from '../../../shared/i18n/index.js';
import { formatNumber } from '../../../shared/i18n/format.js';
import type { EpochReport } from '../../../types/core.js';
import { el } from '../../../shared/dom.js';

const HEIGHT = 200;
/** Epochs are whole. */
const EPOCH_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** The curves of a run, told apart by dashes as well as by colour. */
export class Curves {
  readonly element = el('div', { class: 'curves', testId: 'curves' });
  #plots: uPlot[] = [];
  #history: readonly EpochReport[] = [];
  #of = '';

  constructor() {
    // A phone is turned, a window made narrow: the page must not become wider than it is.
    new ResizeObserver(() => {
      const width = this.#width;
      for (const plot of this.#plots) if (plot.width !== width) plot.setSize({ width, height: HEIGHT });
    }).observe(this.element);
  }

  /** `of` says whose they are, where that is not plain. */
  show(history: readonly EpochReport[], of: string): void {
    if (history.length < 2 || of !== this.#of) this.clear();
    if (history.length < 2) return;
    this.#history = history;
    this.#of = of;
    const epochs = history.map(({ epoch }) => epoch);
    const data: uPlot.AlignedData[] = [
      [epochs, history.map((h) => h.trainLoss), history.map((h) => h.validationLoss)],
      [epochs, history.map((h) => h.trainAccuracy), history.map((h) => h.validationAccuracy)],
    ];
    if (this.#plots.length === 0) {
      this.#plots = [t('train.curve.loss'), t('train.curve.accuracy')].map((title, index) =>
        this.#plot(of ? `${title} · ${of}` : title, data[index] ?? [[]]),
      );
    } else {
      this.#plots.forEach((plot, index) => plot.setData(data[index] ?? [[]]));
    }
  }

  /** Draws the curves again, in the language of now. */
  redraw(): void {
    const [history, of] = [this.#history, this.#of];
    this.clear();
    this.show(history, of);
  }

  clear(): void {
    this.#history = [];
    this.#of = '';
    this.#plots.forEach((plot) => plot.destroy());
    this.#plots = [];
  }

  get #width(): number {
    return Math.max(240, Math.min(460, this.element.clientWidth || 320));
  }

  #plot(title: string, data: uPlot.AlignedData): uPlot {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--ink-soft'), grid: { stroke: colour('--rule'), width: 1 } };
    // Where nobody points at the curves, the legend says how they end.
    const value: uPlot.Series['value'] = (plot, raw: number | null, series, index) => {
      const shown = (index ?? null) === null ? plot.data[series]?.at(-1) : raw;
      return typeof shown === 'number' ? formatNumber(Number(shown.toPrecision(3))) : '–';
    };
    return new uPlot(
      {
        title,
        width: this.#width,
        height: HEIGHT,
        scales: { x: { time: false } },
        axes: [{ ...axis, incrs: EPOCH_STEPS }, axis],
        cursor: { drag: { x: false, y: false } },
        series: [
          { label: t('train.curve.epoch'), value },
          { label: t('train.curve.train'), value, stroke: colour('--ink'), width: 2 },
          { label: t('train.curve.validation'), value, stroke: colour('--accent'), width: 2, dash: [6, 4] },
        ],
      },
      data,
      this.element,
    );
  }
}
