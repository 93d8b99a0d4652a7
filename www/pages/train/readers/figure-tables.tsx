/** The tables of the readers' feedback. */
import { formatDay, formatNumber, formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { CorrectShare, FeedbackReport } from '../../../types/core.js';
import { Scrolling } from '../parts/scrolling.js';
import type { Reported } from './figures.js';

/** Rarer corrections are counted. */
const MAX_CORRECTIONS = 30;
const SHARE_COLUMNS = ['count', 'right', 'share', 'interval'] as const;

export function ClassTable({ version: { classNames }, report: { perClass } }: Reported) {
  const rows = perClass.map((share, index) => [classNames[index] ?? '', ...shareCells(share)]);
  const heads = [t('readers.class.answered'), ...shareHeads()];
  return <Table title={t('readers.class.title')} heads={heads} rows={rows} testId="field-classes" />;
}

export function CorrectionTable({ version: { classNames }, report: { corrections } }: Reported) {
  if (corrections.length === 0) return <p class="readers-note">{t('readers.corrections.none')}</p>;
  const rows = corrections.slice(0, MAX_CORRECTIONS).map(({ predicted, actual, count }) => {
    const says = actual === null ? t('readers.corrections.else') : (classNames[actual] ?? '');
    return [classNames[predicted] ?? '', says, formatNumber(count)];
  });
  const numRarer = corrections.length - rows.length;
  const heads = [t('readers.class.answered'), t('readers.corrections.says'), t('readers.corrections.count')];
  return (
    <div class="feedback-corrections">
      <Table title={t('readers.corrections.title')} heads={heads} rows={rows} testId="field-corrections" />
      {numRarer > 0 && <p class="readers-note">{t('readers.corrections.more', { count: numRarer })}</p>}
    </div>
  );
}

export function TimeTable({ period, periods }: Pick<FeedbackReport, 'period' | 'periods'>) {
  const rows = periods.map(({ firstDay, ...share }) => [formatDay(firstDay), ...shareCells(share)]);
  const heads = [t(`readers.time.${period}`), ...shareHeads()];
  return <Table title={t(`readers.time.title.${period}`)} heads={heads} rows={rows} testId="field-time" />;
}

const shareHeads = () => SHARE_COLUMNS.map((column) => t(`readers.class.${column}`));

function shareCells({ count, numCorrect, accuracy }: CorrectShare): string[] {
  const counts = [formatNumber(count), formatNumber(numCorrect)];
  if (count === 0) return [...counts, '–', '–'];
  return [...counts, formatPercent(accuracy.value), `${formatPercent(accuracy.low)} – ${formatPercent(accuracy.high)}`];
}

interface TableProps {
  title: string;
  heads: readonly string[];
  /** The first cell of each names the row. */
  rows: readonly string[][];
  testId: string;
}

function Table({ title, heads, rows, testId }: TableProps) {
  return (
    <Scrolling label={title}>
      <table class="scores" data-testid={testId}>
        <caption>{title}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], index) => (
            <tr key={index}>
              <th scope="row">{name}</th>
              {cells.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
