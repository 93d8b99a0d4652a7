/** A folder for any web host, as a zip. */
import type { PublishRequest } from '../service.js';
import { ZipWriter } from '../archive/zip-writer.js';
import { elementMarkup } from './element.js';
import { attributes } from './markup.js';
import { page, PAGE_STYLE, sitePolicy } from './pages.js';
import type { PublishedModel } from './published-model.js';
import type { Sample } from './samples.js';
import type { WidgetFiles } from './widget-files.js';
import { NOTICE, WORDS } from './words.js';

/** The size of the iframe, in pixels; what the widget needs on a phone with a prediction shown. */
const EMBED_SIZE = { width: 480, height: 640 };

export async function makeSite(
  request: PublishRequest,
  files: WidgetFiles,
  model: PublishedModel,
  samples: readonly Sample[],
): Promise<{ file: Blob; snippet: string }> {
  const names = samples.map((_, index) => `samples/${index + 1}.jpg`);
  const element = (base: string) =>
    elementMarkup(request, samples, {
      model: `${base}model.safetensors?v=${model.tags.model}`,
      backbone: model.backbone && `${base}kiln-backbone.safetensors?v=${model.tags.backbone}`,
      samples: names.map((name) => base + name),
    });
  const script = (base: string) => `<script type="module"${attributes({ src: `${base}kiln-classifier.js` })}></script>`;
  const base = request.address === null ? '' : folderOf(request.address);
  const snippet = `${script(base)}\n${element(base)}\n`;
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
  const iframe = `<iframe${frame}></iframe>\n`;
  const policy = sitePolicy(request);
  const style = '<link rel="stylesheet" href="kiln-page.css">';
  // Editors fetch them from elsewhere: they are of use with a whole address only.
  const isAbsolute = request.address !== null;
  const discovery = `<link rel="alternate" type="application/json+oembed"${attributes({ href: `${base}oembed.json`, title: request.title })}>`;
  const oembed = {
    version: '1.0',
    type: 'rich',
    title: request.title,
    provider_name: 'Kiln',
    ...EMBED_SIZE,
    html: iframe.trim(),
  };
  const texts: Record<string, string> = {
    'index.html': page({
      request,
      policy,
      head: [style, ...(isAbsolute ? [discovery] : []), script('')],
      body: [element('')],
    }),
    'embed.html': page({ request, policy, head: [style, script('')], body: [element('')], isEmbed: true }),
    'kiln-page.css': PAGE_STYLE,
    ...(isAbsolute ? { 'oembed.json': `${JSON.stringify(oembed, null, 2)}\n` } : {}),
    'snippet.html': snippet,
    'snippet-iframe.html': iframe,
    'README.txt': WORDS[request.language].readme(request.title),
    'NOTICE.txt': NOTICE,
  };
  const zip = new ZipWriter();
  for (const [name, text] of Object.entries(texts)) await zip.add(name, text);
  for (const [name, bytes] of Object.entries(files)) await zip.add(name, bytes);
  await zip.add('model.safetensors', model.model);
  if (model.backbone) await zip.add('kiln-backbone.safetensors', model.backbone);
  for (const [index, { jpeg }] of samples.entries()) await zip.add(names[index] ?? '', jpeg);
  return { file: await zip.finish(), snippet };
}

/** The folder of an address as people copy it: of a page in it, perhaps, with whatever stands behind. */
function folderOf(address: string): string {
  const url = new URL(address);
  url.search = '';
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/[^/]*\.html?$/i, '').replace(/\/+$/, '')}/`;
  return url.href;
}
