/** What can be done with several pictures at once. */
import { t } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';
import { ClassChoice } from './class-choice.js';
import type { TrayItem } from './items.js';
import type { Review } from './use-review.js';

interface TrayBarProps {
  items: readonly TrayItem[];
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  review: Review;
}

export function TrayBar({ items, selected, onSelect, review }: TrayBarProps) {
  const { classes } = useSession().project;
  const chosen = items.filter(({ feedback }) => selected.has(feedback.id));
  const ids = chosen.map(({ feedback }) => feedback.id);
  const named = new Map(chosen.flatMap(({ feedback, target }) => (target ? [[feedback.id, target.id]] : [])));
  return (
    <div class="tray-bar">
      <label>
        <input
          type="checkbox"
          data-testid="tray-all"
          checked={items.length > 0 && ids.length === items.length}
          onChange={({ currentTarget }) =>
            onSelect(new Set(currentTarget.checked ? items.map(({ feedback }) => feedback.id) : []))
          }
        />
        {t('readers.tray.all')}
      </label>
      <span class="readers-note">{t('readers.tray.selected', { count: ids.length })}</span>
      <button
        type="button"
        class="button"
        data-testid="tray-accept-selected"
        disabled={named.size === 0}
        onClick={() => void review([...named.keys()], (id) => named.get(id) ?? null)}
      >
        {t('readers.tray.accept')}
      </button>
      <ClassChoice
        classes={classes}
        isDisabled={ids.length === 0}
        onChoice={(classId) => void review(ids, () => classId)}
      />
      <button
        type="button"
        class="text-button"
        data-testid="tray-reject-selected"
        disabled={ids.length === 0}
        onClick={() => void review(ids, () => null)}
      >
        {t('readers.tray.reject')}
      </button>
    </div>
  );
}
