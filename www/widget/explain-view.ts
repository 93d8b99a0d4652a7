/** "Why?": what a prediction rests on, over the picture and in a sentence. The worker paints and words it. */
import { make } from './dom.js';
import type { WidgetExplanation } from './service.js';

type Explain = (index: number, label: string) => Promise<WidgetExplanation>;

export class ExplainView {
  readonly element = make('div', { class: 'feedback', attributes: { hidden: '' } });
  /** Holds the picture and is as large as it. */
  readonly #shot: HTMLElement;
  readonly #map = make('canvas', { part: 'map' });
  readonly #seen = make('i');
  readonly #said = make('p', { part: 'explanation', attributes: { 'aria-live': 'polite' } });

  constructor(shot: HTMLElement) {
    this.#shot = shot;
  }

  /**
   * Offers the button; nothing is computed before it is pressed. Pressed again, it takes the map away.
   * `classes` are the most probable ones.
   */
  offer(
    text: string,
    classes: readonly { index: number; label: string }[],
    explain: Explain,
    fail: (thrown: unknown) => void,
  ): HTMLElement {
    const select = make('select', {}, ...classes.map(({ label }) => make('option', { text: label })));
    const strength = make('input', { attributes: { type: 'range' } });
    const dim = () => (this.#map.style.opacity = `${strength.value}%`);
    const show = () => {
      this.#said.textContent = '…';
      const { index, label } = classes[select.selectedIndex]!;
      void explain(index, label).then(({ map, onPicture, seen, sentence, labels }) => {
        // Put away, or about another picture by now.
        if (!select.isConnected) return;
        [select.ariaLabel, strength.ariaLabel] = labels;
        // A canvas is that large unless told otherwise; the styles stretch it.
        this.#map.getContext('2d')!.drawImage(map, 0, 0, 300, 150);
        // It says what the map shows, to everybody.
        this.#said.textContent = sentence;
        this.#map.style.cssText = onPicture;
        this.#seen.style.cssText = seen;
        dim();
        this.#shot.append(this.#seen, this.#map);
      }, fail);
    };
    const press = () => {
      if (select.isConnected) return this.offer(text, classes, explain, fail).focus();
      this.element.append(this.#said, make('div', { class: 'controls' }, select, strength));
      show();
    };
    select.onchange = show;
    strength.oninput = dim;
    this.hide();
    const why = make('button', { part: 'why', text, onClick: press });
    this.element.replaceChildren(why);
    this.element.hidden = false;
    return why;
  }

  hide(): void {
    this.element.hidden = true;
    this.#map.remove();
    this.#seen.remove();
  }
}
