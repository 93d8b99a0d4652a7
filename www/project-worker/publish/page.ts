/** One HTML file that carries the script, the runtime and the model, and works from a double-click. */
import { strFromU8 } from 'fflate';
import type { PublishRequest } from '../service.js';
import { elementMarkup } from './element.js';
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
  const carried: [id: string, bytes: Uint8Array<ArrayBuffer>][] = [
    ['kiln-worker', files['kiln-worker.js']],
    ['kiln-runtime', files['kiln-runtime.wasm']],
    ['kiln-model', model.model],
    ...(model.backbone ? [['kiln-backbone', model.backbone] satisfies [string, Uint8Array<ArrayBuffer>]] : []),
  ];
  const assets = await Promise.all(
    // Neither a script that runs nor an element that shows: only text that the widget reads.
    carried.map(async ([id, bytes]) => `<script type="application/gzip" id="${id}">${await packed(bytes)}</script>`),
  );
  const pictures = await Promise.all(
    samples.map(async ({ jpeg }) => `data:image/jpeg;base64,${base64(new Uint8Array(await jpeg.arrayBuffer()))}`),
  );
  const places = { model: '#kiln-model', backbone: model.backbone ? '#kiln-backbone' : null, samples: pictures };
  // In a script element, these three would end it or swallow what follows.
  const script = strFromU8(files['kiln-classifier.js']).replaceAll(/<(?=!--|\/?script)/gi, '\\x3c');
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

/** The notice that is passed on with the file, for the licences ask for it. */
function noticeMarkup(language: PublishRequest['language']): string {
  return `<details><summary>${escaped(WORDS[language].notice)}</summary><pre>${escaped(NOTICE)}</pre></details>`;
}

async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return base64(new Uint8Array(await new Response(stream).arrayBuffer()));
}

function base64(bytes: Uint8Array): string {
  // As one call, the characters would be arguments: more than any stack holds.
  const step = 0x8000;
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += step) parts.push(String.fromCharCode(...bytes.subarray(at, at + step)));
  return btoa(parts.join(''));
}
