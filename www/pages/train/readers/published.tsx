/** What has been published so far. */
import { formatDay } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';

/** The number of publications that are named, the latest ones. */
const MAX_NAMED = 6;

export function Published() {
  const { project, versions } = useSession();
  const items = (project.publications ?? []).flatMap(({ versionId, publishedAt }) => {
    const version = versions.find(({ id }) => id === versionId);
    const day = formatDay(new Date(publishedAt));
    return version ? [t('readers.published.item', { number: version.number, day })] : [];
  });
  if (items.length === 0) return null;
  // The same version as a folder and as a page, on one day, is said once.
  const list = [...new Set(items)].slice(-MAX_NAMED).join(t('readers.published.between'));
  return (
    <p class="readers-note" data-testid="readers-published">
      {t('readers.published', { list })}
    </p>
  );
}
