/** Pictures of the article's own that readers can ask about. */

type Ask = (picture: Blob) => void;

/** Makes the pictures in `slot` pressable by pointer and keyboard. */
export function listenToSamples(slot: HTMLSlotElement, describe: (alt: string) => string, ask: Ask, fail: (error: unknown) => void): void {
  const press = (image: HTMLImageElement) => void read(image).then(ask, fail);
  slot.addEventListener('slotchange', () => {
    for (const image of imagesOf(slot)) {
      image.tabIndex = 0;
      image.setAttribute('role', 'button');
      image.setAttribute('aria-label', describe(image.alt));
      image.style.cursor = 'pointer';
    }
  });
  // On the slot, whose events come from the article's elements: none of theirs is taken away.
  slot.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLImageElement) press(target);
  });
  slot.addEventListener('keydown', (event) => {
    if (!(event.target instanceof HTMLImageElement) || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    press(event.target);
  });
}

function imagesOf(slot: HTMLSlotElement): HTMLImageElement[] {
  return slot
    .assignedElements()
    .flatMap((element) => (element instanceof HTMLImageElement ? [element] : [...element.querySelectorAll('img')]));
}

/** The picture behind an `<img>`; the browser has it in its cache. */
async function read(image: HTMLImageElement): Promise<Blob> {
  const address = image.currentSrc || image.src;
  if (!address.startsWith('data:')) {
    const response = await fetch(address);
    if (response.ok) return response.blob();
  }
  // A data: address may be shown but not fetched under many policies.
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((picture) => (picture ? resolve(picture) : reject(new Error('the sample gave no picture'))));
  });
}
