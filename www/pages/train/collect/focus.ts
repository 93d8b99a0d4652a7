/** Puts the focus where something is shown, by what it is: never by its place among others. */

/** Whether what had the focus is gone. */
export function isFocusLost(): boolean {
  return !document.activeElement || document.activeElement === document.body;
}

/** Focuses the row of a class as a whole: nothing in it is pressed by accident. */
export function focusClass(classId: string): void {
  document.querySelector<HTMLElement>(`[data-class="${classId}"]`)?.focus({ preventScroll: true });
}

/** Puts the cursor into the name of a class, selected so that typing replaces it. */
export function focusName(classId: string): void {
  const name = document.querySelector<HTMLInputElement>(`[data-class="${classId}"] .class-name`);
  name?.focus();
  name?.select();
}

/** Focuses a picture; where it is not shown, the row of the class instead. */
export function focusPicture(pictureId: string | undefined, classId?: string): void {
  const tile = document.querySelector<HTMLElement>(`.class-row [data-picture="${pictureId}"]`);
  if (tile) tile.focus();
  else if (classId !== undefined) focusClass(classId);
}
