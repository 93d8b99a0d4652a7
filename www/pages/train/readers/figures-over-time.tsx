/** The share of predictions that readers called right, over time: as a curve with its interval, and as a table. */
import { t } from '../../../shared/i18n/index.js';
import type { FeedbackReport } from '../../../types/core.js';
import { FeedbackChart } from './feedback-chart.js';
import { TimeTable } from './figure-tables.js';

export function FiguresOverTime({ report }: { report: FeedbackReport }) {
  const { period, periods } = report;
  if (periods.length < 2) return <TimeTable period={period} periods={periods} />;
  return (
    <>
      <figure class="feedback-over-time">
        <figcaption>{t(`readers.time.title.${period}`)}</figcaption>
        <FeedbackChart periods={periods} />
        <ul class="feedback-legend" aria-hidden="true">
          <li data-mark="line">{t('readers.class.share')}</li>
          <li data-mark="band">{t('readers.class.interval')}</li>
        </ul>
      </figure>
      <details>
        <summary>{t('readers.time.table')}</summary>
        <TimeTable period={period} periods={periods} />
      </details>
    </>
  );
}
