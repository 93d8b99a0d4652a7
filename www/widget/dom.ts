/** Elements of the shadow tree. Texts are set as text: nothing from a model or an article is markup. */

interface Options {
  class?: string;
  part?: string;
  text?: string;
  attributes?: Record<string, string>;
  onClick?: () => void;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  { class: classNames, part, text, attributes = {}, onClick }: Options = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (classNames) element.className = classNames;
  if (part) element.setAttribute('part', part);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (onClick) element.addEventListener('click', onClick);
  element.append(...children);
  return element;
}
