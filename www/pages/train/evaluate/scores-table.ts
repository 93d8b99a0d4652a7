/** Precision, recall and F1 of each class and of all alike. */
import { formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ClassScores, Evaluation } from '../../../types/core.js';
import { el } from '../../../shared/dom.js';

export function scoresTable(classNames: readonly string[], { perClass, macroAverage }: Evaluation): HTMLElement {
  const share = (value: number | null) => (value === null ? '–' : formatPercent(value));
  const cells = ({ precision, recall, f1 }: Pick<ClassScores, 'precision' | 'recall' | 'f1'>) =>
    [precision, recall, f1].map((value) => el('td', { text: share(value) }));
  const name = (text: string) => el('th', { text, attributes: { scope: 'row' } });
  const rows = perClass.map((scores, index) =>
    el('tr', {}, name(classNames[index] ?? ''), ...cells(scores), el('td', { text: String(scores.support) })),
  );
  const head = (['class', 'precision', 'recall', 'f1', 'support'] as const).map((column) =>
    el('th', { text: t(`evaluate.${column}`), attributes: { scope: 'col' } }),
  );
  const macro = el('tr', {}, name(t('evaluate.macro')), ...cells(macroAverage), el('td'));
  const table = el(
    'table',
    { class: 'scores', testId: 'scores' },
    el('thead', {}, el('tr', {}, ...head)),
    el('tbody', {}, ...rows, macro),
  );
  return scrolling(table, t('evaluate.scores'));
}

/** Wide tables scroll by themselves, by keyboard too. */
export function scrolling(table: HTMLElement, label: string): HTMLElement {
  return el('div', { class: 'scrolling', attributes: { tabindex: '0', role: 'region', 'aria-label': label } }, table);
}
