/** Wide tables of the views that are still drawn by hand. */
import { el } from '../../../shared/dom.js';

/** Wide tables scroll by themselves, by keyboard too. */
export function scrolling(table: HTMLElement, label: string): HTMLElement {
  return el('div', { class: 'scrolling', attributes: { tabindex: '0', role: 'region', 'aria-label': label } }, table);
}
