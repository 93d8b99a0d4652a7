/** Listens for a reader's pictures: chosen, dropped or pasted. */
export function listenToFiles(
  host: HTMLElement,
  frame: HTMLElement,
  input: HTMLInputElement,
  ask: (picture: Blob) => void,
): void {
  const take = (files: FileList | null | undefined) => files?.[0] && ask(files[0]);
  input.addEventListener('change', () => {
    take(input.files);
    // Or the same file could not be chosen again.
    input.value = '';
  });
  frame.addEventListener('dragover', (event) => {
    event.preventDefault();
    frame.toggleAttribute('data-over', true);
  });
  frame.addEventListener('dragleave', () => frame.toggleAttribute('data-over', false));
  frame.addEventListener('drop', (event) => {
    event.preventDefault();
    frame.toggleAttribute('data-over', false);
    take(event.dataTransfer?.files);
  });
  // Only what is pasted while the focus is in here: the article may have a use of its own for it.
  host.addEventListener('paste', (event) => take(event.clipboardData?.files));
  frame.tabIndex = -1;
}
