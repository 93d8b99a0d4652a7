/** The picture that is pointed at, large, and those most like it. */
import { t } from '../../../shared/i18n/index.js';
import type { PictureRecord } from '../../../storage/index.js';
import { Thumbnail } from '../parts/thumbnail.js';
import { useSession } from '../parts/use-session.js';
import type { MapState } from './map-state.js';

const SHOWN_NEIGHBOURS = 6;

export function MapShown({ state }: { state: MapState }) {
  const { pictures } = useSession();
  const shown = state.known.value.find(({ pictureId }) => pictureId === state.pointed.value);
  const near = (shown?.nearestIds ?? []).flatMap((id) => pictures.find((picture) => picture.id === id) ?? []);
  return (
    <div class="map-shown" data-testid="map-shown" aria-live="polite">
      {shown ? (
        <>
          <Figure key={shown.pictureId} picture={shown.picture} />
          <h3>{t('map.nearest')}</h3>
          <ul class="map-nearest" role="list">
            {near.slice(0, SHOWN_NEIGHBOURS).map((picture) => (
              <li key={picture.id}>
                <Figure picture={picture} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{t('map.point')}</p>
      )}
    </div>
  );
}

function Figure({ picture: { id, name, classId } }: { picture: PictureRecord }) {
  const { classes } = useSession().project;
  return (
    <figure>
      <Thumbnail pictureId={id} alt={name} />
      <figcaption>{classes.find((known) => known.id === classId)?.name ?? ''}</figcaption>
    </figure>
  );
}
