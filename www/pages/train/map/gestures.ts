/** What pointers do on the map: point, click, draw a loop, move it, and with two fingers enlarge it. */
import { panned, zoomed, type Place, type Size, type View } from './view.js';

export interface GestureHost {
  size: () => Size;
  view: () => View;
  setView: (view: View) => void;
  /** Whether dragging moves the map; otherwise it draws a loop. */
  isMoving: () => boolean;
  onPoint: (place: Place) => void;
  onClick: (place: Place) => void;
  /** The loop as it grows, empty when it is over. */
  onLoop: (loop: readonly Place[]) => void;
  onLooped: (loop: readonly Place[]) => void;
}

/** A hand trembles: less than this is a click. */
const LEAST_DRAG = 8;
/** The wheel's pixels that double the map. */
const WHEEL_DOUBLES = 240;

export class Gestures {
  readonly #canvas: HTMLCanvasElement;
  readonly #host: GestureHost;
  readonly #pointers = new Map<number, Place>();
  #path: Place[] = [];
  #hadTwo = false;

  constructor(canvas: HTMLCanvasElement, host: GestureHost) {
    this.#canvas = canvas;
    this.#host = host;
  }

  /** Listens until the returned function is called. */
  listen(): () => void {
    const abort = new AbortController();
    const { signal } = abort;
    const canvas = this.#canvas;
    canvas.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.#up(event), { signal });
    canvas.addEventListener('pointercancel', (event) => this.#cancel(event), { signal });
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    return () => abort.abort();
  }

  #placeOf({ clientX, clientY }: MouseEvent): Place {
    const { left, top } = this.#canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#canvas.setPointerCapture(event.pointerId);
    const place = this.#placeOf(event);
    this.#pointers.set(event.pointerId, place);
    if (this.#pointers.size === 1) {
      this.#path = [place];
      this.#hadTwo = false;
    } else {
      this.#hadTwo = true;
      this.#path = [];
      this.#host.onLoop([]);
    }
  }

  #move(event: PointerEvent): void {
    const place = this.#placeOf(event);
    const before = this.#pointers.get(event.pointerId);
    if (!before) return this.#host.onPoint(place);
    if (this.#pointers.size === 2) this.#pinch(event.pointerId, before, place);
    this.#pointers.set(event.pointerId, place);
    if (this.#hadTwo) return;
    this.#path.push(place);
    if (this.#host.isMoving()) {
      const by = { x: place.x - before.x, y: place.y - before.y };
      this.#host.setView(panned(this.#host.view(), by, this.#host.size()));
    } else {
      this.#host.onLoop(this.#path);
    }
  }

  /** Both fingers stay on what lies under them, as far as one measure for both axes allows. */
  #pinch(id: number, before: Place, after: Place): void {
    const other = [...this.#pointers].find(([known]) => known !== id)?.[1];
    if (!other) return;
    const { size, view, setView } = this.#host;
    const spread = (place: Place) => Math.hypot(place.x - other.x, place.y - other.y);
    const middle = (place: Place) => ({ x: (place.x + other.x) / 2, y: (place.y + other.y) / 2 });
    const [from, to] = [middle(before), middle(after)];
    const moved = panned(view(), { x: to.x - from.x, y: to.y - from.y }, size());
    setView(zoomed(moved, spread(after) / Math.max(1, spread(before)), to, size()));
  }

  #up(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId) || this.#hadTwo) return;
    const [path, place] = [this.#path, this.#placeOf(event)];
    this.#path = [];
    this.#host.onLoop([]);
    const [start = place] = path;
    const isClick = path.every(({ x, y }) => Math.hypot(x - start.x, y - start.y) < LEAST_DRAG);
    if (isClick) this.#host.onClick(place);
    else if (!this.#host.isMoving()) this.#host.onLooped(path);
  }

  #cancel(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    this.#path = [];
    this.#host.onLoop([]);
  }

  /** Only with Ctrl, or two fingers on a touchpad, which says the same: the page scrolls on otherwise. */
  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { size, view, setView } = this.#host;
    setView(zoomed(view(), 2 ** (-event.deltaY / WHEEL_DOUBLES), this.#placeOf(event), size()));
  }
}
