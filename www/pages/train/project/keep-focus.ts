/**
 * Runs `render`, which builds the inside of `root` anew, and gives the focus back to the element that now
 * stands where the focused one stood: a keyboard must not lose its place.
 */
export function keepFocus(root: HTMLElement, render: () => void): void {
  const controls = () => Array.from(root.querySelectorAll<HTMLElement>('button, input:not([hidden]), select'));
  const position = controls().findIndex((control) => control === document.activeElement);
  render();
  if (position >= 0) controls()[position]?.focus({ preventScroll: true });
}
