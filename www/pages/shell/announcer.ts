/**
 * Says things to screen readers through the page's one polite live region.
 *
 * Each sentence is a paragraph of its own, so that predictions arriving together are all read. Old ones are
 * dropped: the region is to be heard, not browsed.
 */
import { el } from '../../shared/dom.js';

const numKept = 6;

export class Announcer {
  readonly #region: HTMLElement;

  constructor(region: HTMLElement) {
    this.#region = region;
  }

  announce(sentence: string): void {
    this.#region.append(el('p', { text: sentence }));
    while (this.#region.childElementCount > numKept) this.#region.firstElementChild?.remove();
  }
}
