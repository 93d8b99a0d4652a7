/** The two buttons that make the files, and how far they are. */
import { formatNumber } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { JobProgress, type Progress } from '../parts/job.js';
import type { Making } from './use-making.js';

export function Make({ making, isClosed }: { making: Making; isClosed: boolean }) {
  const isDisabled = isClosed || making.job.isRunning;
  return (
    <>
      <div class="train-controls">
        <button
          type="button"
          class="button is-primary"
          data-testid="publish-site"
          disabled={isDisabled}
          onClick={() => making.start('site')}
        >
          {t('publish.site')}
        </button>
        <button
          type="button"
          class="button"
          data-testid="publish-page"
          disabled={isDisabled}
          onClick={() => making.start('page')}
        >
          {t('publish.page')}
        </button>
      </div>
      <p class="publish-help">{t('publish.page.help')}</p>
      <JobProgress job={making.job} text={progressSentence} testId="publish-progress" />
    </>
  );
}

function progressSentence({ done, total }: Progress): string {
  if (total === 0 || done === total) return t('publish.preparing');
  return t('publish.working', { done: formatNumber(done), total: formatNumber(total) });
}
