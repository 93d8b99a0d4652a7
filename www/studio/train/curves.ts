/** Loss and accuracy over the epochs. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { t } from '../../i18n/index.js';
import type { EpochReport } from '../../storage/index.js';
import { el } from '../dom.js';

const HEIGHT = 200;

/** Told apart by dashes as well as by colour. */
export class Curves {
  readonly element = el('div', { class: 'curves', testId: 'curves' });
  #plots: uPlot[] = [];
  #history: readonly EpochReport[] = [];

  show(history: readonly EpochReport[]): void {
    if (history.length < 2) return this.clear();
    this.#history = history;
    const epochs = history.map(({ epoch }) => epoch);
    const data: uPlot.AlignedData[] = [
      [epochs, history.map((h) => h.trainLoss), history.map((h) => h.validationLoss)],
      [epochs, history.map((h) => h.trainAccuracy), history.map((h) => h.validationAccuracy)],
    ];
    if (this.#plots.length === 0) {
      this.#plots = [t('train.curve.loss'), t('train.curve.accuracy')].map((title, index) =>
        this.#plot(title, data[index] ?? [[]]),
      );
    } else {
      this.#plots.forEach((plot, index) => plot.setData(data[index] ?? [[]]));
    }
  }

  /** In the language of now. */
  redraw(): void {
    const history = this.#history;
    this.clear();
    this.show(history);
  }

  clear(): void {
    this.#history = [];
    this.#plots.forEach((plot) => plot.destroy());
    this.#plots = [];
  }

  #plot(title: string, data: uPlot.AlignedData): uPlot {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--ink-soft'), grid: { stroke: colour('--rule'), width: 1 } };
    const width = Math.max(240, Math.min(460, this.element.clientWidth || 320));
    return new uPlot(
      {
        title,
        width,
        height: HEIGHT,
        scales: { x: { time: false } },
        axes: [axis, axis],
        cursor: { drag: { x: false, y: false } },
        series: [
          { label: t('train.curve.epoch') },
          { label: t('train.curve.train'), stroke: colour('--ink'), width: 2 },
          { label: t('train.curve.validation'), stroke: colour('--accent'), width: 2, dash: [6, 4] },
        ],
      },
      data,
      this.element,
    );
  }
}
