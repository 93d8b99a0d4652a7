/** Finding pictures and classes by name, where there are too many to see. */
import { t } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';
import { useRoom } from '../room.js';

/** Fewer are seen at a glance. */
const MANY_PICTURES = 60;
const MANY_CLASSES = 8;

export function ClassSearch() {
  const { pictures, project } = useSession();
  const { query } = useRoom();
  if (pictures.length < MANY_PICTURES && project.classes.length < MANY_CLASSES && query.value === '') return null;
  return (
    <input
      type="search"
      class="class-search"
      data-testid="class-search"
      aria-label={t('collect.search')}
      placeholder={t('collect.search')}
      value={query.value}
      onInput={({ currentTarget }) => (query.value = currentTarget.value)}
    />
  );
}
