/** "Why?": what an answer rests on, over the picture and in a sentence. The worker paints and words it. */
import { make } from './dom.js';
import type { WidgetExplanation } from './service.js';
import type { Words } from './words.js';

export interface ExplainUse {
  words: Words;
  /** Most probable first. */
  classes: readonly { index: number; label: string }[];
  explain: (index: number, label: string) => Promise<WidgetExplanation>;
  onError: (thrown: unknown) => void;
}

export class ExplainView {
  readonly element = make('div', { class: 'why', attributes: { hidden: '' } });
  /** Holds the picture and is as large as it. */
  readonly #shot: HTMLElement;
  readonly #map = make('canvas', { part: 'map', attributes: { role: 'img' } });
  readonly #seen = make('i');
  readonly #said = make('p', { part: 'explanation', attributes: { 'aria-live': 'polite' } });

  constructor(shot: HTMLElement) {
    this.#shot = shot;
  }

  /** Offers the button; nothing is computed before it is pressed. */
  offer(use: ExplainUse): void {
    this.hide();
    const open = () => {
      const select = make('select', { attributes: { 'aria-label': use.words.say('widget.why') } });
      select.append(...use.classes.map(({ label }) => make('option', { text: label })));
      select.addEventListener('change', () => void this.#show(use, select.selectedIndex));
      const less = make('button', { class: 'plain', text: use.words.say('widget.why.hide'), onClick: () => this.offer(use) });
      const strength = make('input', {
        attributes: { type: 'range', value: '60', 'aria-label': use.words.say('widget.why.strength') },
      });
      strength.addEventListener('input', () => this.#shot.style.setProperty('--map', `${strength.value}%`));
      this.element.replaceChildren(this.#said, make('div', { class: 'controls' }, select, strength, less));
      void this.#show(use, 0);
      select.focus();
    };
    this.element.replaceChildren(make('button', { part: 'why', text: use.words.say('widget.why'), onClick: open }));
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
    this.#map.remove();
    this.#seen.remove();
    this.#shot.style.removeProperty('--map');
  }

  async #show(use: ExplainUse, position: number): Promise<void> {
    const chosen = use.classes[position];
    if (!chosen) return;
    this.#said.textContent = use.words.say('widget.looking');
    try {
      const { side, pixels, onPicture, seen, sentence } = await use.explain(chosen.index, chosen.label);
      // Put away, or about another picture by now.
      if (!this.#said.isConnected) return;
      this.#map.width = this.#map.height = side;
      this.#map.getContext('2d')?.putImageData(new ImageData(pixels, side), 0, 0);
      this.#map.setAttribute('aria-label', sentence);
      for (const [element, area] of [[this.#map, onPicture], [this.#seen, seen]] as const) {
        for (const name of ['left', 'top', 'width', 'height'] as const) element.style[name] = `${area[name] * 100}%`;
      }
      this.#shot.append(this.#seen, this.#map);
      this.#said.textContent = sentence;
    } catch (thrown) {
      this.hide();
      use.onError(thrown);
    }
  }
}
