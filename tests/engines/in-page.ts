/** Functions that are sent to the page as their source: none of them may use anything from around it. */

/** A selector; or several, each to be looked for inside the element before, in its frame or shadow where it has one. */
export type Target = string | readonly string[];

export function elementOf(target: Target): HTMLElement | null {
  let root: ParentNode = document;
  let found: HTMLElement | null = null;
  for (const selector of typeof target === 'string' ? [target] : target) {
    found = root.querySelector<HTMLElement>(selector);
    if (!found) return null;
    const inside = found instanceof HTMLIFrameElement ? found.contentDocument : found.shadowRoot;
    root = inside ?? found;
  }
  return found;
}

/** Where a pointer meets the element, in sight; or why it does not. */
export function placeOf(element: HTMLElement | null): { x: number; y: number } | string {
  if (!element) return 'it is not there';
  if (element.matches(':disabled')) return 'it is disabled';
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return 'it cannot be seen';
  const x = Math.round(box.x + box.width / 2);
  const y = Math.round(box.y + box.height / 2);
  let met = document.elementFromPoint(x, y);
  while (met?.shadowRoot) {
    const inner = met.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === met) break;
    met = inner;
  }
  if (met && (element.contains(met) || met.contains(element))) return { x, y };
  return `it is covered by ${met?.outerHTML.slice(0, 80)}`;
}
