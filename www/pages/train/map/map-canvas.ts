/** Draws points, says which one is pointed at, and takes in what a loop is drawn around. */
import { el } from '../../../shared/dom.js';

export interface DrawnPoint {
  id: string;
  /** 0 to 1, from the left and from the top. */
  x: number;
  y: number;
  colour: string;
  /** The shape of the point, one of four, so that classes are told apart by more than colour. */
  shape: number;
}

interface Place {
  x: number;
  y: number;
}

const RADIUS = 5;
/** Farther from every point, nothing is pointed at. In CSS pixels, as all here. */
const REACH = 14;
const MARGIN = 14;
/** A hand trembles: less than this is a click. */
const LEAST_LOOP = 8;

/** Dispatches `point` when another point is pointed at, `choose` with the ids of a click or a loop. */
export class MapCanvas extends EventTarget {
  readonly element = el('canvas', { class: 'map-canvas', testId: 'map-canvas', attributes: { role: 'img' } });
  #points: readonly DrawnPoint[] = [];
  #chosen: ReadonlySet<string> = new Set();
  #pointed: string | null = null;
  #loop: Place[] = [];

  constructor() {
    super();
    this.element.addEventListener('pointerdown', (event) => this.#begin(event));
    this.element.addEventListener('pointermove', (event) => this.#move(event));
    this.element.addEventListener('pointerup', (event) => this.#end(event));
    this.element.addEventListener('pointercancel', () => this.#drop());
    this.element.addEventListener('pointerleave', () => this.#drop());
    new ResizeObserver(() => this.#draw()).observe(this.element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  show(points: readonly DrawnPoint[], chosen: ReadonlySet<string>, pointed: string | null): void {
    this.#points = points;
    this.#chosen = chosen;
    this.#pointed = pointed;
    this.#draw();
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    this.#loop = [this.#placeOf(event)];
  }

  #move(event: PointerEvent): void {
    const place = this.#placeOf(event);
    if (this.#loop.length > 0) {
      this.#loop.push(place);
      this.#draw();
    }
    const pointed = this.#nearest(place);
    if (pointed === this.#pointed) return;
    this.dispatchEvent(new CustomEvent('point', { detail: pointed }));
  }

  #end(event: PointerEvent): void {
    const loop = this.#loop;
    this.#loop = [];
    if (loop.length === 0) return;
    const clicked = this.#nearest(this.#placeOf(event));
    const isClick = loop.every(({ x, y }) => Math.hypot(x - (loop[0]?.x ?? 0), y - (loop[0]?.y ?? 0)) < LEAST_LOOP);
    const inside = this.#points.filter((point) => isInside(this.#onCanvas(point), loop)).map(({ id }) => id);
    const ids = isClick ? (clicked ? [clicked] : []) : inside;
    this.#draw();
    this.dispatchEvent(new CustomEvent('choose', { detail: { ids, isClick } }));
  }

  #drop(): void {
    if (this.#loop.length === 0) return;
    this.#loop = [];
    this.#draw();
  }

  #placeOf({ clientX, clientY }: PointerEvent): Place {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #onCanvas({ x, y }: Place): Place {
    const { clientWidth, clientHeight } = this.element;
    const size = Math.min(clientWidth, clientHeight) - 2 * MARGIN;
    return { x: (clientWidth - size) / 2 + x * size, y: (clientHeight - size) / 2 + y * size };
  }

  #nearest(place: Place): string | null {
    let best: string | null = null;
    let least = REACH;
    for (const point of this.#points) {
      const { x, y } = this.#onCanvas(point);
      const distance = Math.hypot(x - place.x, y - place.y);
      if (distance >= least) continue;
      least = distance;
      best = point.id;
    }
    return best;
  }

  #draw(): void {
    const { element } = this;
    const context = element.getContext('2d');
    if (!context || element.clientWidth === 0) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(element.clientWidth * ratio);
    element.height = Math.round(element.clientHeight * ratio);
    context.scale(ratio, ratio);
    const style = getComputedStyle(element);
    const ink = style.getPropertyValue('--ink').trim();
    const paper = style.getPropertyValue('--paper-raised').trim();
    for (const point of this.#points) {
      const place = this.#onCanvas(point);
      const isMarked = this.#chosen.has(point.id) || point.id === this.#pointed;
      outline(context, place, point.shape, isMarked ? RADIUS + 2 : RADIUS);
      context.fillStyle = point.colour;
      context.fill();
      context.lineWidth = isMarked ? 2.5 : 1;
      context.strokeStyle = isMarked ? ink : paper;
      context.stroke();
    }
    if (this.#loop.length < 2) return;
    context.beginPath();
    for (const { x, y } of this.#loop) context.lineTo(x, y);
    context.closePath();
    context.setLineDash([5, 4]);
    context.lineWidth = 1.5;
    context.strokeStyle = ink;
    context.stroke();
  }
}

/** Circle, square, triangle, diamond. */
function outline(context: CanvasRenderingContext2D, { x, y }: Place, shape: number, radius: number): void {
  context.beginPath();
  if (shape % 4 === 0) return context.arc(x, y, radius, 0, 2 * Math.PI);
  const corners = shape % 4 === 2 ? 3 : 4;
  const turn = shape % 4 === 1 ? Math.PI / 4 : -Math.PI / 2;
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    context.lineTo(x + 1.25 * radius * Math.cos(angle), y + 1.25 * radius * Math.sin(angle));
  }
  context.closePath();
}

/** Whether a line to the right crosses the loop an odd number of times. */
export function isInside({ x, y }: Place, loop: readonly Place[]): boolean {
  return loop.reduce((inside, a, index) => {
    const b = loop[(index + 1) % loop.length] ?? a;
    const crosses = a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x;
    return crosses ? !inside : inside;
  }, false);
}
