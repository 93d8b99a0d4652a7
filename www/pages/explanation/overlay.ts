/** A map laid over the picture it explains. */
import { MAP_SIDE, paintMap } from '../../shared/explanation/paint.js';
import type { Explanation } from '../../engine/index.js';
import { el } from '../../shared/dom.js';

type Area = Explanation['seen'];

export class Overlay {
  readonly #frame: HTMLElement;
  readonly #canvas = el('canvas', { class: 'heat-map', testId: 'map', attributes: { role: 'img' } });
  /** The part that the model sees; its shadow darkens the rest. */
  readonly #seen = el('div', { class: 'heat-map-seen', attributes: { 'aria-hidden': 'true' } });

  constructor(frame: HTMLElement) {
    this.#frame = frame;
    this.#canvas.width = MAP_SIDE;
    this.#canvas.height = MAP_SIDE;
  }

  show(map: Explanation, description: string): void {
    this.#canvas.getContext('2d')?.putImageData(new ImageData(paintMap(map), MAP_SIDE, MAP_SIDE), 0, 0);
    this.#canvas.setAttribute('aria-label', description);
    place(this.#canvas, map.onPicture);
    place(this.#seen, map.seen);
    this.#frame.classList.add('is-explained');
    this.#frame.append(this.#seen, this.#canvas);
  }

  /** The opacity of the map, from 0, where only the picture is seen, to 1. */
  set opacity(opacity: number) {
    this.#frame.style.setProperty('--map-opacity', String(opacity));
  }

  hide(): void {
    this.#frame.classList.remove('is-explained');
    this.#seen.remove();
    this.#canvas.remove();
  }
}

function place(element: HTMLElement, { left, top, width, height }: Area): void {
  const percent = (share: number) => `${share * 100}%`;
  element.style.left = percent(left);
  element.style.top = percent(top);
  element.style.width = percent(width);
  element.style.height = percent(height);
}
