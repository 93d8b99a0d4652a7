/** Those of a version's pictures that the project still has, and a word on the others. */
import { t } from '../../../shared/i18n/index.js';
import type { Session } from '../project/session.js';

/** Splits what is known of pictures into what can be shown and the number of what cannot. */
export function presentOf<Item>(
  session: Session,
  items: readonly Item[],
  idOf: (item: Item) => string,
): { present: Item[]; numAbsent: number } {
  const known = new Set(session.pictures.map(({ id }) => id));
  const present = items.filter((item) => known.has(idOf(item)));
  return { present, numAbsent: items.length - present.length };
}

export function AbsentNote({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <p class="publish-help" data-testid="absent">
      {t('evaluate.absent', { count })}
    </p>
  );
}
