/**
 * The sample pictures, each a button.
 *
 * Their bytes are fetched once, for the thumbnail and for classifying alike, so that a press later on
 * asks the network for nothing.
 */
import { languageEvents, t } from '../../shared/i18n/index.js';
import { el } from '../../shared/dom.js';
import type { NamedPicture } from './queue.js';

export const sampleNames = ['parrot', 'cat', 'hot_dog', 'bird', 'sunflower', 'owl', 'pets'] as const;
export type SampleName = (typeof sampleNames)[number];

/** The folder of the samples beside the page, under whatever path the page is served. */
export function sampleUrl(file: string): string {
  return new URL(`samples/${file}`, document.baseURI).href;
}

interface SampleOptions {
  onPicture: (picture: NamedPicture) => void;
  onFailure: () => void;
}

export function mountSamples(list: HTMLElement, options: SampleOptions): void {
  for (const name of sampleNames) list.append(el('li', {}, sampleButton(name, options)));
}

function sampleButton(name: SampleName, { onPicture, onFailure }: SampleOptions): HTMLButtonElement {
  let fetched: Promise<Blob> | null = null;
  const image = el('img', { attributes: { decoding: 'async' } });
  const caption = el('span', { class: 'sample-caption', attributes: { 'aria-hidden': 'true' } });

  const load = (): Promise<Blob> => {
    fetched ??= fetchPicture(sampleUrl(`${name}.jpg`)).then(
      (picture) => {
        image.src = URL.createObjectURL(picture);
        return picture;
      },
      (error: unknown) => {
        fetched = null; // The next press tries again.
        throw error;
      },
    );
    return fetched;
  };
  const onClick = (): void => {
    load().then((picture) => onPicture({ name: t(`sample.${name}`), picture }), onFailure);
  };

  const button = el('button', { class: 'sample', testId: `sample-${name}`, onClick }, image, caption);
  const render = (): void => {
    image.alt = t(`sample.${name}.alt`);
    caption.textContent = t(`sample.${name}`);
  };
  languageEvents.addEventListener('languagechange', render);
  render();
  // A thumbnail that does not come is no reason for a message: the press that needs it gives one.
  load().catch(() => undefined);
  return button;
}

async function fetchPicture(url: string): Promise<Blob> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.blob();
}
