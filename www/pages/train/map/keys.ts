/** The map by keyboard: arrows go from picture to picture, Space chooses, plus and minus enlarge. */
import type { MapState } from './map-state.js';
import { centred, enlarged, nextTowards, WHOLE, type Place } from './view.js';

/** How many times the keys and buttons enlarge. */
const STEP = 1.5;
const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export function onKey(event: KeyboardEvent, state: MapState): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const way = ARROWS[event.key];
  if (way) walk(state, way);
  else if (event.key === ' ' || event.key === 'Enter') choosePointed(state);
  else if (event.key === '+' || event.key === '=') zoomIn(state);
  else if (event.key === '-') zoomOut(state);
  else if (event.key === '0') state.view.value = WHOLE;
  else return;
  event.preventDefault();
}

export function zoomIn(state: MapState): void {
  zoomBy(state, STEP);
}

export function zoomOut(state: MapState): void {
  zoomBy(state, 1 / STEP);
}

/** Around the picture that is pointed at, or the middle. */
function zoomBy(state: MapState, factor: number): void {
  const view = state.view.value;
  const point = state.points.value.find(({ id }) => id === state.pointed.value);
  state.view.value = enlarged(centred(view, point ?? view.centre), factor);
}

function walk(state: MapState, way: Place): void {
  const points = state.points.value;
  const from = points.find(({ id }) => id === state.pointed.value);
  const next = from ? nextTowards(points, from, way) : points[0];
  if (!next) return;
  state.pointed.value = next.id;
  // An enlarged map follows.
  state.view.value = centred(state.view.value, next);
}

function choosePointed(state: MapState): void {
  if (state.pointed.value) state.toggle(state.pointed.value);
}
