/** The buttons over the map: enlarge, the whole of it, and whether dragging moves it or draws a loop. */
import { t, type MessageKey } from '../../../shared/i18n/index.js';
import { zoomIn, zoomOut } from './keys.js';
import type { MapState } from './map-state.js';
import { WHOLE } from './view.js';

export function MapTools({ state }: { state: MapState }) {
  const isWhole = state.view.value.zoom === 1;
  return (
    <div class="map-tools" role="group" aria-label={t('map.tools')}>
      <Tool sign="+" name="map.zoom-in" testId="map-zoom-in" onClick={() => zoomIn(state)} />
      <Tool sign="−" name="map.zoom-out" testId="map-zoom-out" isDisabled={isWhole} onClick={() => zoomOut(state)} />
      <button
        type="button"
        class="text-button"
        data-testid="map-whole"
        disabled={isWhole}
        onClick={() => (state.view.value = WHOLE)}
      >
        {t('map.whole')}
      </button>
      <label class="map-mode">
        <input
          type="checkbox"
          data-testid="map-move-mode"
          checked={state.isMoving.value}
          onChange={({ currentTarget }) => (state.isMoving.value = currentTarget.checked)}
        />
        {t('map.moving')}
      </label>
    </div>
  );
}

interface ToolProps {
  sign: string;
  name: MessageKey;
  testId: string;
  isDisabled?: boolean;
  onClick: () => void;
}

function Tool({ sign, name, testId, isDisabled = false, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="icon-button map-tool"
      aria-label={t(name)}
      data-testid={testId}
      disabled={isDisabled}
      onClick={onClick}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
