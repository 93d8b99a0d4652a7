/** The readers' feedback on one version, in words, tables and a curve. */
import type { CorrectShare, FeedbackReport } from '../../../types/core.js';
import { formatDay, formatNumber, formatPercent } from '../../../shared/i18n/format.js';
import { joinSentences, t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { scrolling } from '../evaluate/scores-table.js';
import { FeedbackChart } from './feedback-chart.js';

/** Rarer corrections are counted. */
const MAX_CORRECTIONS = 30;

export class FeedbackView {
  readonly element = el('div', { class: 'feedback-report', testId: 'field-report' });
  readonly #chart = new FeedbackChart();

  show(version: ModelVersion, report: FeedbackReport): void {
    const { total, numSomethingElse, period, periods } = report;
    const low = formatPercent(total.accuracy.low);
    const high = formatPercent(total.accuracy.high);
    const share = formatPercent(total.accuracy.value);
    const table = scrolling(timeTable(report), t(`readers.time.title.${period}`));
    this.element.replaceChildren(
      el('p', {
        class: 'verdict',
        text: t('readers.verdict', { right: total.numCorrect, count: total.count, share }),
        testId: 'field-accuracy',
      }),
      el('p', {
        text: joinSentences([t('readers.interval', { low, high }), validationSentence(version, report)]),
        testId: 'field-validation',
      }),
      el('p', { class: 'readers-note', text: t('readers.bias'), testId: 'field-bias' }),
      numSomethingElse > 0
        ? el('p', { text: t('readers.else', { count: numSomethingElse }), testId: 'field-else' })
        : '',
      el('div', { class: 'feedback-tables' }, classTable(version, report), correctionTable(version, report)),
      periods.length > 1 ? this.#chart.element : '',
      periods.length > 1 ? el('details', {}, el('summary', { text: t('readers.time.table') }), table) : table,
    );
    this.#chart.show(report);
  }
}

function validationSentence({ evaluation }: ModelVersion, { againstValidation }: FeedbackReport): string {
  if (!evaluation || !againstValidation) return t('readers.validation.none');
  const validation = formatPercent(evaluation.accuracy.value);
  return t(`readers.validation.${againstValidation.verdict}`, { validation });
}

const head = (...names: string[]) =>
  el('thead', {}, el('tr', {}, ...names.map((text) => el('th', { text, attributes: { scope: 'col' } }))));

const row = (name: string, ...cells: string[]) =>
  el('tr', {}, el('th', { text: name, attributes: { scope: 'row' } }), ...cells.map((text) => el('td', { text })));

function shareCells({ count, numCorrect, accuracy }: CorrectShare): string[] {
  const counts = [formatNumber(count), formatNumber(numCorrect)];
  if (count === 0) return [...counts, '–', '–'];
  return [...counts, formatPercent(accuracy.value), `${formatPercent(accuracy.low)} – ${formatPercent(accuracy.high)}`];
}

const SHARE_COLUMNS = ['count', 'right', 'share', 'interval'] as const;
const shareHeads = () => SHARE_COLUMNS.map((column) => t(`readers.class.${column}`));

function classTable({ classNames }: ModelVersion, { perClass }: FeedbackReport): HTMLElement {
  const title = t('readers.class.title');
  const rows = perClass.map((share, index) => row(classNames[index] ?? '', ...shareCells(share)));
  const table = el(
    'table',
    { class: 'scores', testId: 'field-classes' },
    el('caption', { text: title }),
    head(t('readers.class.answered'), ...shareHeads()),
    el('tbody', {}, ...rows),
  );
  return scrolling(table, title);
}

function correctionTable({ classNames }: ModelVersion, { corrections }: FeedbackReport): HTMLElement {
  const title = t('readers.corrections.title');
  if (corrections.length === 0) return el('p', { class: 'readers-note', text: t('readers.corrections.none') });
  const rows = corrections.slice(0, MAX_CORRECTIONS).map(({ predicted, actual, count }) => {
    const says = actual === null ? t('readers.corrections.else') : (classNames[actual] ?? '');
    return row(classNames[predicted] ?? '', says, formatNumber(count));
  });
  const table = el(
    'table',
    { class: 'scores feedback-corrections', testId: 'field-corrections' },
    el('caption', { text: title }),
    head(t('readers.class.answered'), t('readers.corrections.says'), t('readers.corrections.count')),
    el('tbody', {}, ...rows),
  );
  const numRarer = corrections.length - rows.length;
  const rarer =
    numRarer > 0 ? el('p', { class: 'readers-note', text: t('readers.corrections.more', { count: numRarer }) }) : null;
  return el('div', {}, scrolling(table, title), rarer);
}

function timeTable({ period, periods }: FeedbackReport): HTMLElement {
  const rows = periods.map(({ firstDay, ...share }) => row(formatDay(firstDay), ...shareCells(share)));
  return el(
    'table',
    { class: 'scores', testId: 'field-time' },
    el('caption', { text: t(`readers.time.title.${period}`) }),
    head(t(`readers.time.${period}`), ...shareHeads()),
    el('tbody', {}, ...rows),
  );
}
