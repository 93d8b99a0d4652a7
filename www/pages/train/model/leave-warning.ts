/** Has the browser ask before the page is left, while `isLost` says that work would be lost. */
export function warnBeforeLeaving(isLost: () => boolean): void {
  window.addEventListener('beforeunload', (event) => {
    if (isLost()) event.preventDefault();
  });
}
