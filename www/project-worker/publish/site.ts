/** A folder for any web host, as a zip. */
import type { ArticleCode, PublishRequest } from '../service.js';
import { ZipWriter } from '../archive/zip-writer.js';
import { elementMarkup } from './element.js';
import { attributes } from './markup.js';
import { notStarted, page, PAGE_STYLE, sitePolicy } from './pages.js';
import type { PublishedModel } from './published-model.js';
import type { Sample } from './samples.js';
import { WEB_CONFIG } from './web-config.js';
import type { WidgetFiles } from './widget-files.js';
import { NOTICE, WORDS } from './words.js';

/** The size of the iframe, in pixels; what the widget needs on a phone with a prediction shown. */
const EMBED_SIZE = { width: 480, height: 640 };

const sampleName = (index: number) => `samples/${index + 1}.jpg`;

const scriptMarkup = (base: string) =>
  `<script type="module"${attributes({ src: `${base}kiln-classifier.js` })}></script>`;

/** The element with everything it names in the folder `base`, which is empty or ends with a slash. */
function markupIn(base: string, request: PublishRequest, model: PublishedModel, samples: readonly Sample[]): string {
  return elementMarkup(request, samples, {
    model: `${base}model.safetensors?v=${model.tags.model}`,
    backbone: model.backbone && `${base}kiln-backbone.safetensors?v=${model.tags.backbone}`,
    samples: samples.map((_, index) => base + sampleName(index)),
  });
}

/** The code for an article around the folder's files: relative to the article where the folder's address is unknown. */
export function articleCode(request: PublishRequest, model: PublishedModel, samples: readonly Sample[]): ArticleCode {
  const base = baseOf(request);
  const frame = attributes({
    src: `${base}embed.html`,
    title: request.title,
    width: '100%',
    height: String(EMBED_SIZE.height),
    // Out of date, but a style would be against an article's strict policy.
    frameborder: '0',
    loading: 'lazy',
    allow: request.camera ? 'camera' : null,
  });
  return {
    element: `${scriptMarkup(base)}\n${markupIn(base, request, model, samples)}\n`,
    iframe: `<iframe${frame}></iframe>\n`,
    address: base || null,
  };
}

export async function makeSite(
  request: PublishRequest,
  files: WidgetFiles,
  model: PublishedModel,
  samples: readonly Sample[],
): Promise<{ file: Blob; code: ArticleCode }> {
  const code = articleCode(request, model, samples);
  const body = [markupIn('', request, model, samples), notStarted(request.language)];
  const policy = sitePolicy(request);
  const style = '<link rel="stylesheet" href="kiln-page.css">';
  // Editors fetch them from elsewhere: they are of use with a whole address only.
  const isAbsolute = request.address !== null;
  const discovery = `<link rel="alternate" type="application/json+oembed"${attributes({ href: `${baseOf(request)}oembed.json`, title: request.title })}>`;
  const oembed = {
    version: '1.0',
    type: 'rich',
    title: request.title,
    provider_name: 'Kiln',
    ...EMBED_SIZE,
    html: code.iframe.trim(),
  };
  const texts: Record<string, string> = {
    'index.html': page({
      request,
      policy,
      head: [style, ...(isAbsolute ? [discovery] : []), scriptMarkup('')],
      body,
    }),
    'embed.html': page({ request, policy, head: [style, scriptMarkup('')], body, isEmbed: true }),
    'kiln-page.css': PAGE_STYLE,
    ...(isAbsolute ? { 'oembed.json': `${JSON.stringify(oembed, null, 2)}\n` } : {}),
    'snippet.html': code.element,
    'snippet-iframe.html': code.iframe,
    'README.txt': WORDS[request.language].readme(request.title),
    'NOTICE.txt': NOTICE,
    'web.config': WEB_CONFIG,
  };
  const zip = new ZipWriter();
  for (const [name, text] of Object.entries(texts)) await zip.add(name, text);
  for (const [name, bytes] of Object.entries(files)) await zip.add(name, bytes);
  await zip.add('model.safetensors', model.model);
  if (model.backbone) await zip.add('kiln-backbone.safetensors', model.backbone);
  for (const [index, { jpeg }] of samples.entries()) await zip.add(sampleName(index), jpeg);
  return { file: await zip.finish(), code };
}

function baseOf({ address }: PublishRequest): string {
  return address === null ? '' : folderOf(address);
}

/** The folder of an address as people copy it: of a page in it, perhaps, with whatever stands behind. */
function folderOf(address: string): string {
  const url = new URL(address);
  url.search = '';
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/[^/]*\.html?$/i, '').replace(/\/+$/, '')}/`;
  return url.href;
}
