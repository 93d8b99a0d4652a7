/** The map as a drawing that can be pointed at, enlarged, moved and walked through by keyboard. */
import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import type { ThumbnailCache } from '../project/thumbnail-cache.js';
import { draw, pointsInSight, type DrawnPoint } from './draw.js';
import { Gestures } from './gestures.js';
import { MapImages } from './images.js';
import { onKey } from './keys.js';
import type { MapState } from './map-state.js';
import { isInside, nearestTo, onCanvas, type Place } from './view.js';

/** More pictures than this in sight are drawn as dots. */
const MOST_THUMBNAILS = 300;
/** Farther from every point, nothing is pointed at. */
const REACH = 24;

export function MapCanvas({ state }: { state: MapState }) {
  const { thumbnails } = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => (canvas.current ? enliven(canvas.current, state, thumbnails) : undefined), [state]);
  return (
    <canvas
      ref={canvas}
      class="map-canvas"
      data-testid="map-canvas"
      data-moving={state.isMoving.value || undefined}
      data-whole={state.view.value.zoom === 1 || undefined}
      tabIndex={0}
      role="application"
      aria-roledescription={t('map.role')}
      aria-label={t('map.canvas', { count: state.points.value.length })}
      aria-describedby="map-keys"
      onKeyDown={(event) => onKey(event, state)}
    />
  );
}

/** Draws the map whenever something of it changes, and listens to pointers; returns how to end both. */
function enliven(canvas: HTMLCanvasElement, state: MapState, thumbnails: ThumbnailCache): () => void {
  /** Counts what the map does not know of: pictures that are read, and another size or other colours. */
  const changes = signal(0);
  const loop = signal<readonly Place[]>([]);
  const drawAgain = () => (changes.value += 1);
  const images = new MapImages(thumbnails, drawAgain);
  const observer = new ResizeObserver(drawAgain);
  observer.observe(canvas);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', drawAgain);
  const stopDrawing = effect(() => {
    void changes.value;
    const [points, view] = [state.points.value, state.view.value];
    const inSight = pointsInSight(points, sizeOf(canvas), view);
    const hasThumbnails = inSight.length <= MOST_THUMBNAILS;
    if (hasThumbnails) images.want(inSight.map(({ id }) => id));
    const [chosen, pointed] = [state.chosen.value, state.pointed.value];
    const imageOf = hasThumbnails ? (id: string) => images.of(id) : null;
    draw(canvas, { points, view, chosen, pointed, loop: loop.value, imageOf });
  });
  const stopListening = listen(canvas, state, (drawn) => (loop.value = drawn));
  return () => {
    stopListening();
    stopDrawing();
    images.dispose();
    observer.disconnect();
    dark.removeEventListener('change', drawAgain);
  };
}

function listen(canvas: HTMLCanvasElement, state: MapState, onLoop: (loop: readonly Place[]) => void): () => void {
  const placed = () =>
    state.points.value.map((point): DrawnPoint => ({ ...point, ...onCanvas(point, sizeOf(canvas), state.view.value) }));
  return new Gestures(canvas, {
    size: () => sizeOf(canvas),
    view: () => state.view.value,
    setView: (view) => (state.view.value = view),
    isMoving: () => state.isMoving.value,
    onPoint: (place) => {
      // The last one stays to be looked at until there is another.
      const near = nearestTo(placed(), place, REACH);
      if (near) state.pointed.value = near.id;
    },
    onClick: (place) => {
      const near = nearestTo(placed(), place, REACH);
      if (near) state.toggle(near.id);
    },
    onLoop,
    onLooped: (path) => state.choose(placed().flatMap((point) => (isInside(point, path) ? [point.id] : []))),
  }).listen();
}

function sizeOf({ clientWidth: width, clientHeight: height }: HTMLCanvasElement) {
  return { width, height };
}
