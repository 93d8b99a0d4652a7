/** What is done with the pictures that were chosen on the map. */
import { useSignal } from '@preact/signals';
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import type { MapState } from './map-state.js';
import { movePictures } from './move-pictures.js';

export function MapSelection({ state }: { state: MapState }) {
  const session = useSession();
  const { classes } = session.project;
  const target = useSignal('');
  const ids = state.chosenIds.value;
  if (ids.length === 0) {
    return (
      <div class="train-controls" data-testid="map-selection">
        <p>{t('map.choose')}</p>
      </div>
    );
  }
  const targetId = classes.some(({ id }) => id === target.value) ? target.value : (classes[0]?.id ?? '');
  const move = () => {
    // The controls go with the choice: the keyboard goes back to the map.
    document.querySelector<HTMLElement>('.map-canvas')?.focus({ preventScroll: true });
    state.choose([]);
    void movePictures(session, ids, targetId);
  };
  return (
    <div class="train-controls" data-testid="map-selection">
      <p data-testid="map-chosen" role="status">
        {t('map.chosen', { count: ids.length })}
      </p>
      <select
        aria-label={t('map.target')}
        data-testid="map-target"
        value={targetId}
        onChange={({ currentTarget }) => (target.value = currentTarget.value)}
      >
        {classes.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <button type="button" class="button" data-testid="map-move" onClick={move}>
        {t('map.move')}
      </button>
      <button type="button" class="text-button" data-testid="map-clear" onClick={() => state.choose([])}>
        {t('map.clear')}
      </button>
    </div>
  );
}
