/** The map in words, for those who cannot see or point: the most misplaced first. */
import { useSignal } from '@preact/signals';
import { formatNumber, formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { Thumbnail } from '../parts/thumbnail.js';
import { useSession } from '../parts/use-session.js';
import type { KnownPicture, MapState } from './map-state.js';

/** Longer lists are cut: what is misplaced stands at the top. */
const MAX_LISTED = 60;

export function MapList({ state }: { state: MapState }) {
  const isOpen = useSignal(false);
  const sorted = [...state.known.value].sort((a, b) => b.otherClassShare - a.otherClassShare);
  const more = sorted.length - MAX_LISTED;
  return (
    <details
      class="map-listed"
      data-testid="map-listed"
      open={isOpen.value}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
    >
      <summary>{t('map.list')}</summary>
      {isOpen.value && (
        <>
          <ul class="map-items" role="list">
            {sorted.slice(0, MAX_LISTED).map((known) => (
              <Item key={known.pictureId} state={state} known={known} />
            ))}
          </ul>
          {more > 0 && <p>{t('map.more', { number: formatNumber(more) })}</p>}
        </>
      )}
    </details>
  );
}

function Item({ state, known }: { state: MapState; known: KnownPicture }) {
  const { classes } = useSession().project;
  const { pictureId, picture, otherClassShare } = known;
  const name = classes.find(({ id }) => id === picture.classId)?.name ?? '';
  return (
    <li data-testid="map-item">
      <label>
        <input
          type="checkbox"
          checked={state.chosen.value.has(pictureId)}
          onFocus={() => (state.pointed.value = pictureId)}
          onChange={() => state.toggle(pictureId)}
        />
        <Thumbnail pictureId={pictureId} alt="" />
        <span>{picture.name}</span>
        <small>{t('map.listed', { class: name, share: formatPercent(otherClassShare) })}</small>
      </label>
    </li>
  );
}
