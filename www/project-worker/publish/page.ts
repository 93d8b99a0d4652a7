/** One HTML file that carries the script, the runtime and the model, and works from a double-click. */
import type { PublishRequest } from '../service.js';
import { jpegAddress, packed } from './base64.js';
import { elementMarkup, type Places } from './element.js';
import { escaped } from './markup.js';
import { page, PAGE_STYLE, pagePolicy } from './pages.js';
import type { PublishedModel } from './published-model.js';
import type { Sample } from './samples.js';
import type { WidgetFiles } from './widget-files.js';
import { NOTICE, WORDS } from './words.js';

export async function makePage(
  request: PublishRequest,
  files: WidgetFiles,
  model: PublishedModel,
  samples: readonly Sample[],
): Promise<Blob> {
  const carried = {
    'kiln-worker': await packed(files['kiln-worker.js']),
    'kiln-runtime': await packed(files['kiln-runtime.wasm']),
    ...(await carriedModel(model)),
  };
  // Neither a script that runs nor an element that shows: only text that the widget reads.
  const assets = Object.entries(carried).map(
    ([id, text]) => `<script type="application/gzip" id="${id}">${text}</script>`,
  );
  const places = await placesInPage(model, samples);
  // In a script element, these three would end it or swallow what follows.
  const script = new TextDecoder().decode(files['kiln-classifier.js']).replaceAll(/<(?=!--|\/?script)/gi, '\\x3c');
  const text = page({
    request,
    policy: pagePolicy(request),
    head: [`<style>${PAGE_STYLE}</style>`],
    body: [
      elementMarkup(request, samples, places),
      noticeMarkup(request.language),
      ...assets,
      `<script type="module">${script}</script>`,
    ],
  });
  return new Blob([text], { type: 'text/html' });
}

/** Model and backbone as elements of a page carry them, by the ids of these. */
export async function carriedModel({ model, backbone }: PublishedModel): Promise<Record<string, string>> {
  return { 'kiln-model': await packed(model), ...(backbone ? { 'kiln-backbone': await packed(backbone) } : {}) };
}

/** The places of all that the element names, in a page that carries it. */
export async function placesInPage({ backbone }: PublishedModel, samples: readonly Sample[]): Promise<Places> {
  return {
    model: '#kiln-model',
    backbone: backbone ? '#kiln-backbone' : null,
    samples: await Promise.all(samples.map(({ jpeg }) => jpegAddress(jpeg))),
  };
}

/** The notice that is passed on with the file, for the licences ask for it. */
function noticeMarkup(language: PublishRequest['language']): string {
  return `<details><summary>${escaped(WORDS[language].notice)}</summary><pre>${escaped(NOTICE)}</pre></details>`;
}
