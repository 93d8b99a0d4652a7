/** How good the chosen version is, on pictures it has not learnt from. */
import { formatPercent } from '../../i18n/format.js';
import { t } from '../../i18n/index.js';
import type { ClassScores, Evaluation, ModelVersion } from '../../storage/index.js';
import { el } from '../dom.js';
import type { Session } from './session.js';
import { Thumbnails } from './thumbnails.js';

export class EvaluateView {
  readonly #root: HTMLElement;
  readonly #session: Session;
  readonly #thumbnails: Thumbnails;

  constructor(root: HTMLElement, session: Session) {
    this.#root = root;
    this.#session = session;
    this.#thumbnails = new Thumbnails(session.store);
    session.addEventListener('project', () => this.render());
    session.addEventListener('versions', () => this.render());
  }

  render(): void {
    const { version } = this.#session;
    if (!version) return this.#root.replaceChildren(el('p', { text: t('evaluate.none') }));
    const { evaluation } = version;
    this.#root.replaceChildren(
      this.#versionChoice(version),
      el('p', { class: 'verdict', text: accuracySentence(version), testId: 'accuracy' }),
      evaluation ? this.#scores(version, evaluation) : '',
      evaluation ? this.#confusion(version, evaluation) : '',
      version.unknown
        ? el('p', { text: t('evaluate.unknown', { rate: formatPercent(version.unknown.falseAlarmRate.value) }) })
        : '',
      el('button', {
        class: 'button',
        text: t('evaluate.download'),
        testId: 'model-download',
        onClick: () => void this.#session.attempt(() => this.#download(version)),
      }),
    );
  }

  #versionChoice(chosen: ModelVersion): HTMLElement {
    const { versions } = this.#session;
    const options = versions.map((version) => {
      const model = t(`train.model.${version.architecture}`);
      const text = t('evaluate.version.name', { number: version.number, model });
      const option = el('option', { text, attributes: { value: version.id } });
      option.selected = version.id === chosen.id;
      return option;
    });
    const choice = el('select', { attributes: { 'aria-label': t('evaluate.version') }, testId: 'version' }, ...options);
    choice.addEventListener('change', () => {
      const next = versions.find(({ id }) => id === choice.value);
      if (next) this.#session.choose(next);
    });
    return choice;
  }

  #scores({ classNames }: ModelVersion, { perClass, macroAverage }: Evaluation): HTMLElement {
    const share = (value: number | null) => (value === null ? '–' : formatPercent(value));
    const cells = ({ precision, recall, f1 }: Pick<ClassScores, 'precision' | 'recall' | 'f1'>) =>
      [precision, recall, f1].map((value) => el('td', { text: share(value) }));
    const rows = perClass.map((scores, index) =>
      el(
        'tr',
        {},
        el('th', { text: classNames[index] ?? '', attributes: { scope: 'row' } }),
        ...cells(scores),
        el('td', { text: String(scores.support) }),
      ),
    );
    const head = (['class', 'precision', 'recall', 'f1', 'support'] as const).map((name) =>
      el('th', { text: t(`evaluate.${name}`), attributes: { scope: 'col' } }),
    );
    const macro = el('tr', {}, el('th', { text: t('evaluate.macro'), attributes: { scope: 'row' } }), ...cells(macroAverage), el('td'));
    return scrolling(
      el('table', { class: 'scores', testId: 'scores' }, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows, macro)),
      t('evaluate.scores'),
    );
  }

  #confusion(version: ModelVersion, { confusion }: Evaluation): HTMLElement {
    const { classNames } = version;
    const shown = el('div', { class: 'confusion-pictures', testId: 'confusion-pictures' });
    const rows = confusion.map((counts, truth) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      const cells = counts.map((count, predicted) => {
        if (count === 0) return el('td', { text: '0' });
        const names = { truth: classNames[truth] ?? '', predicted: classNames[predicted] ?? '' };
        const button = el('button', {
          text: String(count),
          attributes: { 'aria-label': t('evaluate.confusion.cell', { count, ...names }) },
          onClick: () => this.#showCell(shown, version, truth, predicted),
        });
        // Five steps of shade; the number itself says the rest.
        const shade = String(Math.ceil((count / total) * 5));
        const kind = truth === predicted ? 'right' : 'wrong';
        return el('td', { class: `is-${kind}`, attributes: { 'data-shade': shade } }, button);
      });
      return el('tr', {}, el('th', { text: classNames[truth] ?? '', attributes: { scope: 'row' } }), ...cells);
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

  #showCell(root: HTMLElement, { classNames, predictions }: ModelVersion, truth: number, predicted: number): void {
    const pictures = predictions.filter(
      (prediction) => prediction.truth === truth && indexOfLargest(prediction.probabilities) === predicted,
    );
    const items = pictures.slice(0, 60).map(({ pictureId, probabilities }) => {
      const image = el('img', { attributes: { alt: '' } });
      this.#thumbnails.show(image, pictureId);
      return el('li', {}, image, el('span', { text: formatPercent(probabilities[predicted] ?? 0) }));
    });
    const names = { truth: classNames[truth] ?? '', predicted: classNames[predicted] ?? '' };
    root.replaceChildren(
      el('h3', { text: t('evaluate.shown', names) }),
      el('ul', { class: 'thumbnails', attributes: { role: 'list' } }, ...items),
    );
  }

  async #download(version: ModelVersion): Promise<void> {
    const file = await this.#session.store.modelFile(version.id);
    const url = URL.createObjectURL(file);
    const name = this.#session.project.name.replaceAll(/[\\/:*?"<>|]/g, '_');
    el('a', { attributes: { href: url, download: `${name}-${version.number}.safetensors` } }).click();
    // The browser has taken hold of the file once the click is done.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}

/** For instance "87 of 100 right. On other pictures of this kind, expect 79 % to 92 %." */
export function accuracySentence({ evaluation }: ModelVersion): string {
  if (!evaluation) return t('evaluate.unchecked');
  const { count, accuracy } = evaluation;
  const right = Math.round(accuracy.value * count);
  const [low, high] = [formatPercent(accuracy.low), formatPercent(accuracy.high)];
  return `${t('evaluate.accuracy', { right, count })} · ${t('evaluate.accuracy.interval', { low, high })}`;
}

export function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? -Infinity) ? index : best), 0);
}

/** Wide tables scroll by themselves, by keyboard too. */
function scrolling(table: HTMLElement, label: string): HTMLElement {
  return el('div', { class: 'scrolling', attributes: { tabindex: '0', role: 'region', 'aria-label': label } }, table);
}
