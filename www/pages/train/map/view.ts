/** Where a point of the map lies on its canvas, and the other way round: whole map or a part of it, enlarged. */

export interface Place {
  x: number;
  y: number;
}

/** The size of the canvas, in CSS pixels, as all here. */
export interface Size {
  width: number;
  height: number;
}

/** How many times the map is enlarged, and the place of the map, 0 to 1, that is in the middle. */
export interface View {
  zoom: number;
  centre: Place;
}

export const WHOLE: View = { zoom: 1, centre: { x: 0.5, y: 0.5 } };
const MOST_ZOOM = 24;
/** Room for a picture whose middle lies at the edge. */
const MARGIN = 24;

/** The map uses the width as well: it is stretched to the canvas, for only what lies near what has a meaning. */
function scaleOf({ width, height }: Size, { zoom }: View): Place {
  return { x: Math.max(1, width - 2 * MARGIN) * zoom, y: Math.max(1, height - 2 * MARGIN) * zoom };
}

export function onCanvas(point: Place, size: Size, view: View): Place {
  const scale = scaleOf(size, view);
  return {
    x: size.width / 2 + (point.x - view.centre.x) * scale.x,
    y: size.height / 2 + (point.y - view.centre.y) * scale.y,
  };
}

export function onMap(place: Place, size: Size, view: View): Place {
  const scale = scaleOf(size, view);
  return {
    x: view.centre.x + (place.x - size.width / 2) / scale.x,
    y: view.centre.y + (place.y - size.height / 2) / scale.y,
  };
}

/** Enlarged `factor` times around the middle. */
export function enlarged({ zoom, centre }: View, factor: number): View {
  return within({ zoom: clamp(zoom * factor, 1, MOST_ZOOM), centre });
}

/** Enlarged `factor` times; what lies at `place` stays there. */
export function zoomed(view: View, factor: number, place: Place, size: Size): View {
  const { zoom } = enlarged(view, factor);
  const fixed = onMap(place, size, view);
  const there = onMap(place, size, { ...view, zoom });
  return within({ zoom, centre: { x: view.centre.x + fixed.x - there.x, y: view.centre.y + fixed.y - there.y } });
}

/** As much enlarged as before, with `centre` in the middle as far as the edges allow. */
export function centred({ zoom }: View, centre: Place): View {
  return within({ zoom, centre });
}

/** Moved by so many pixels. */
export function panned(view: View, by: Place, size: Size): View {
  const scale = scaleOf(size, view);
  return within({ ...view, centre: { x: view.centre.x - by.x / scale.x, y: view.centre.y - by.y / scale.y } });
}

/** The map is not pushed out of sight; the whole of it does not move at all. */
function within({ zoom, centre }: View): View {
  const half = 0.5 / zoom;
  return { zoom, centre: { x: clamp(centre.x, half, 1 - half), y: clamp(centre.y, half, 1 - half) } };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Whether a line to the right crosses the loop an odd number of times. */
export function isInside({ x, y }: Place, loop: readonly Place[]): boolean {
  return loop.reduce((inside, a, index) => {
    const b = loop[(index + 1) % loop.length] ?? a;
    const crosses = a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x;
    return crosses ? !inside : inside;
  }, false);
}

/** The nearest of `places`, no farther than `reach`; null where there is none. */
export function nearestTo<Item extends Place>(items: readonly Item[], { x, y }: Place, reach: number): Item | null {
  let best: Item | null = null;
  let least = reach;
  for (const item of items) {
    const distance = Math.hypot(item.x - x, item.y - y);
    if (distance >= least) continue;
    least = distance;
    best = item;
  }
  return best;
}

/**
 * The item that an arrow key leads to: of those that lie more that way than aside, the nearest, where a step aside
 * counts twice.
 */
export function nextTowards<Item extends Place>(items: readonly Item[], from: Place, way: Place): Item | null {
  let best: Item | null = null;
  let least = Infinity;
  for (const item of items) {
    const [dx, dy] = [item.x - from.x, item.y - from.y];
    const along = dx * way.x + dy * way.y;
    const aside = Math.abs(dx * way.y - dy * way.x);
    if (along <= 0 || aside > along || along + 2 * aside >= least) continue;
    least = along + 2 * aside;
    best = item;
  }
  return best;
}
