/** Where messages come up: over nothing that can be pressed, where there is such a place. */

const PLACES = ['middle', 'start', 'end', 'raised', 'top'] as const;
const CONTROLS = 'button, a[href], input, select, textarea, summary';

/**
 * Puts the stack of messages at a place where it covers no control: where it was last, or the first such, so that
 * messages that follow one another do not jump about. Where there is none, it is the first of all.
 */
export function placeFreely(stack: HTMLElement): void {
  const isFree = (place: string): boolean => {
    stack.dataset['place'] = place;
    return !coversControl(stack);
  };
  const last = PLACES.filter((place) => place === stack.dataset['place']);
  if (![...last, ...PLACES].some(isFree)) stack.dataset['place'] = PLACES[0];
}

function coversControl(stack: HTMLElement): boolean {
  const shown = Array.from(stack.children, (message) => message.getBoundingClientRect()).filter(
    ({ width }) => width > 0,
  );
  return Array.from(document.querySelectorAll(CONTROLS))
    .filter((control) => !stack.contains(control))
    .map((control) => control.getBoundingClientRect())
    .some((control) => control.width > 0 && shown.some((message) => overlap(control, message)));
}

function overlap(a: DOMRect, b: DOMRect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
