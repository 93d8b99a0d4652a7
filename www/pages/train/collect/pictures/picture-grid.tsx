/** The pictures of a class: as many as fit into its row, or all of them where it is shown large. One stop for Tab. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import type { PictureRecord, ProjectClass } from '../../../../storage/index.js';
import { useColumns } from './columns.js';
import { useGridEvents } from './grid-events.js';
import { PictureTile } from './picture-tile.js';
import { useRoom } from '../room.js';

/** The lines of pictures in the row of a class. */
const NUM_LINES = 2;
/** More are drawn when asked for: a class may hold thousands. */
const SHOWN_AT_ONCE = 240;
/** Drawing more than this would hold the page up for longer than a frame. */
const SHOWN_PER_FRAME = 40;

interface PictureGridProps {
  own: ProjectClass;
  /** Newest first: they are what one wants to see arrive. */
  pictures: readonly PictureRecord[];
}

export function PictureGrid({ own, pictures }: PictureGridProps) {
  const room = useRoom();
  const isLarge = room.enlarged.value === own.id;
  const stop = useSignal<string | null>(null);
  const root = useRef<HTMLDivElement>(null);
  useColumns(root);
  const wanted = useSignal(SHOWN_AT_ONCE);
  const numDrawn = useDrawn(isLarge, Math.min(wanted.value, pictures.length));
  const numFitting = NUM_LINES * room.numColumns.value;
  // The last place tells how many are not shown.
  const numShown = isLarge ? numDrawn : pictures.length > numFitting ? numFitting - 1 : numFitting;
  const shown = pictures.slice(0, numShown);
  const handlers = useGridEvents({ own, pictures, shown, onStop: (id) => (stop.value = id) });
  const stopId = shown.some(({ id }) => id === stop.value) ? stop.value : shown[0]?.id;
  const numHidden = pictures.length - shown.length;
  const showMore = () => {
    if (isLarge) wanted.value += SHOWN_AT_ONCE;
    else room.enlarged.value = own.id;
  };
  const keysId = `keys-${own.id}`;
  return (
    <div class="class-pictures" ref={root}>
      <ul
        role="listbox"
        aria-multiselectable="true"
        aria-label={t('collect.pictures.of', { name: own.name })}
        aria-describedby={keysId}
        {...handlers}
      >
        {shown.map((picture) => (
          <PictureTile key={picture.id} picture={picture} isStop={picture.id === stopId} />
        ))}
      </ul>
      {numHidden > 0 && (
        <button
          type="button"
          class="show-more"
          data-testid="show-more"
          aria-label={t('collect.picture.more', { count: numHidden })}
          onClick={showMore}
        >
          {t('collect.picture.more.short', { count: numHidden })}
        </button>
      )}
      <p class="grid-keys" id={keysId}>
        {t('collect.grid.keys')}
      </p>
    </div>
  );
}

/** The number of pictures to draw on the way to `target`: a lot in each frame. */
function useDrawn(isLarge: boolean, target: number): number {
  const drawn = useSignal(0);
  const next = isLarge ? Math.min(target, Math.max(drawn.value, SHOWN_PER_FRAME)) : 0;
  useEffect(() => {
    if (next === 0 || next >= target) {
      drawn.value = next;
      return undefined;
    }
    const frame = requestAnimationFrame(() => (drawn.value = next + SHOWN_PER_FRAME));
    return () => cancelAnimationFrame(frame);
  }, [next, target]);
  return next;
}
