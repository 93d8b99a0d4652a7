/** Pictures of the article's own that readers can ask about. */

type Ask = (picture: Blob) => void;
/** `again` tries the same picture once more. */
type Fail = (error: unknown, again: () => void) => void;

/** Makes the pictures in `slot` pressable by pointer and keyboard. */
export function listenToSamples(slot: HTMLSlotElement, ask: Ask, fail: Fail): void {
  const press = (image: HTMLImageElement): void =>
    void read(image).then(ask, (error) => fail(error, () => press(image)));
  // On the slot, whose events come from the article's elements: none of theirs is taken away.
  slot.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLImageElement) press(target);
  });
  slot.addEventListener('keydown', (event) => {
    if (!(event.target instanceof HTMLImageElement) || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    // A key that is held down asks once.
    if (!event.repeat) press(event.target);
  });
}

/** Says of the pictures in `slot` that they can be pressed. */
export function describeSamples(slot: HTMLSlotElement, describe: (alt: string) => string): void {
  for (const image of imagesOf(slot)) {
    image.tabIndex = 0;
    image.setAttribute('role', 'button');
    image.setAttribute('aria-label', describe(image.alt));
    image.style.cursor = 'pointer';
    // Not every article bounds its pictures, and a wide one would be cut off here.
    image.style.maxInlineSize = '100%';
    image.style.blockSize = 'auto';
  }
}

function imagesOf(slot: HTMLSlotElement): HTMLImageElement[] {
  return slot
    .assignedElements()
    .flatMap((element) => (element instanceof HTMLImageElement ? [element] : [...element.querySelectorAll('img')]));
}

/** The picture behind an `<img>`; the browser has it in its cache. */
async function read(image: HTMLImageElement): Promise<Blob> {
  const address = image.currentSrc || image.src;
  // A data: address may be shown but not fetched under many policies.
  // What cannot be fetched may still be drawn.
  const fetched = address.startsWith('data:') ? null : await fetch(address).catch(() => null);
  if (fetched?.ok) return fetched.blob();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((picture) => (picture ? resolve(picture) : reject(new Error('empty'))));
  });
}
