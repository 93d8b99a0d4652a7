/** The colour and shape of each class. */
import type { Project, ProjectClass } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';

/** The colours of the class cards: Okabe and Ito's, told apart by colour-blind people. */
const COLOURS = ['#a63f22', '#0072b2', '#009e73', '#e69f00', '#cc79a7', '#56b4e9', '#d55e00', '#8d8277'];
/** The characters for the four shapes that the map draws. */
const SIGNS = ['●', '■', '▲', '◆'];

export function colourOf(projectClass: ProjectClass | undefined, position: number): string {
  return COLOURS[(projectClass?.colour ?? Math.max(0, position)) % COLOURS.length] ?? '';
}

export function mapLegend({ classes }: Project): HTMLElement {
  const items = classes.map((projectClass, position) => {
    const sign = el('span', { text: SIGNS[position % SIGNS.length] ?? '', attributes: { 'aria-hidden': 'true' } });
    sign.style.color = colourOf(projectClass, position);
    return el('li', {}, sign, ` ${projectClass.name}`);
  });
  return el('ul', { class: 'map-legend', attributes: { role: 'list' } }, ...items);
}
