/** Small helpers for building elements. Text always goes in as text, never as markup. */

type Child = Node | string | null;

interface ElementProps {
  class?: string;
  testId?: string;
  text?: string;
  attributes?: Readonly<Record<string, string>>;
  onClick?: () => void;
}

/** Makes an element: `el('p', { class: 'note' }, 'text')`. A button never submits. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: ElementProps = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (element instanceof HTMLButtonElement) element.type = 'button';
  if (props.class !== undefined) element.className = props.class;
  if (props.testId !== undefined) element.dataset['testid'] = props.testId;
  if (props.text !== undefined) element.textContent = props.text;
  for (const [name, value] of Object.entries(props.attributes ?? {})) element.setAttribute(name, value);
  if (props.onClick) element.addEventListener('click', props.onClick);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** One of the symbols that `index.html` defines, as a decorative icon. */
export function icon(name: string): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(namespace, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Whether this is a device for fingers, where nothing can be dragged in from elsewhere. */
export function isTouch(): boolean {
  return matchMedia('(hover: none) and (pointer: coarse)').matches;
}

/** Sets a `data-` attribute of the root; the same value again would restyle the page for nothing. */
export function setRootState(name: 'engine' | 'view', value: string): void {
  const { dataset } = document.documentElement;
  if (dataset[name] !== value) dataset[name] = value;
}

/** The element of the page with this id; its absence is a mistake in `index.html`. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} with the id ${id}`);
  return element;
}
