/** Opens the camera of the first class, by the button of its own: whatever that opens, it is the same from here. */
export function openCamera(): void {
  document.querySelector<HTMLElement>('#collect [data-testid=class-camera]')?.click();
}
