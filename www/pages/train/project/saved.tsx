/** Whether what one does is kept, as a word in the masthead. */
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';

export function Saved() {
  const state = useSession().keeping.value;
  if (state === 'failed') {
    return (
      <span class="saved is-failed" data-testid="saved" role="status">
        {t('project.kept.failed')}
      </span>
    );
  }
  return (
    <span class="saved" data-testid="saved">
      <span class="saved-long">{t('project.kept')}</span>
      <span class="saved-short">{t('project.kept.short')}</span>{' '}
      <span aria-hidden="true">{state === 'saved' ? '✓' : '…'}</span>
    </span>
  );
}
