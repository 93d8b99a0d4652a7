/** One reader's picture: what was predicted, what the reader says, and what can be done with it. */
import { formatProbability } from '../../../../shared/i18n/format.js';
import { t } from '../../../../shared/i18n/index.js';
import { Thumbnail } from '../../parts/thumbnail.js';
import { useSession } from '../../parts/use-session.js';
import type { ThumbnailCache } from '../../project/thumbnail-cache.js';
import { ClassChoice } from './class-choice.js';
import { notesOf, type TrayItem } from './items.js';
import { keyAction } from './keys.js';
import type { Review } from './use-review.js';

export interface TrayCardProps {
  item: TrayItem;
  cache: ThumbnailCache;
  isSelected: boolean;
  /** Whether Tab comes to this card and what is in it. */
  isStop: boolean;
  onFocus: () => void;
  /** Moves the focus by so many cards. */
  onGo: (by: number) => void;
  onSelect: (isSelected: boolean) => void;
  review: Review;
}

export function TrayCard(props: TrayCardProps) {
  const { item, cache, isSelected, isStop, onFocus, onSelect } = props;
  const { feedback, predictedName, says } = item;
  const { classes } = useSession().project;
  return (
    <li>
      <div
        class="tray-card"
        data-testid="tray-card"
        data-feedback={feedback.id}
        role="group"
        tabIndex={isStop ? 0 : -1}
        aria-label={t('readers.tray.card', { predicted: predictedName, actual: says })}
        aria-keyshortcuts="A R Space 1 2 3 4 5 6 7 8 9"
        onFocusCapture={onFocus}
        onKeyDown={(event) => {
          // Only with the card itself in focus: in a choice, letters choose.
          if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
          const act = keyAction(event.key, props, classes);
          if (!act) return;
          event.preventDefault();
          act();
        }}
      >
        <label class="tray-picture">
          <Thumbnail pictureId={feedback.id} alt="" cache={cache} />
          <input
            type="checkbox"
            data-testid="tray-select"
            aria-label={t('readers.tray.select')}
            tabIndex={isStop ? 0 : -1}
            checked={isSelected}
            onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
          />
        </label>
        <div class="tray-text">
          <dl>
            <dt>{t('readers.tray.answered')}</dt>
            <dd>{`${predictedName} ${formatProbability(feedback.probability)}`}</dd>
            <dt>{t('readers.tray.says')}</dt>
            <dd class="tray-says">{says}</dd>
          </dl>
          {notesOf(item, classes).map((note) => (
            <p class="readers-note" key={note}>
              {note}
            </p>
          ))}
          <Ways {...props} />
        </div>
      </div>
    </li>
  );
}

function Ways({ item: { feedback, target }, isStop, review }: TrayCardProps) {
  const { classes } = useSession().project;
  const accept = (classId: string | null) => void review([feedback.id], () => classId);
  const tabIndex = isStop ? 0 : -1;
  return (
    <div class="tray-ways">
      <button
        type="button"
        class="button"
        data-testid="tray-accept"
        tabIndex={tabIndex}
        disabled={!target}
        onClick={() => target && accept(target.id)}
      >
        {target ? t('readers.tray.accept.as', { name: target.name }) : t('readers.tray.accept')}
      </button>
      <ClassChoice classes={classes} tabIndex={tabIndex} onChoice={accept} />
      <button
        type="button"
        class="text-button"
        data-testid="tray-reject"
        tabIndex={tabIndex}
        onClick={() => accept(null)}
      >
        {t('readers.tray.reject')}
      </button>
    </div>
  );
}
