/** The places of the widget's parts. */
import { CodedError } from '../shared/errors.js';
import { assetBase } from './asset-base.js';
import type { Asset } from './service.js';

/**
 * Addresses beside the widget's own script. Each is written out: bundlers look for exactly this, take the
 * file along and put in the address it has then. Ours must not, since publishers upload the files as they are.
 */
const BESIDE = {
  'kiln-worker.js': () => new URL(/* @vite-ignore */ './kiln-worker.js', import.meta.url),
  'kiln-runtime.wasm': () => new URL(/* @vite-ignore */ './kiln-runtime.wasm', import.meta.url),
  'kiln-backbone.safetensors': () => new URL(/* @vite-ignore */ './kiln-backbone.safetensors', import.meta.url),
};

export type OwnFile = keyof typeof BESIDE;

/**
 * The id of this build, as widget-build.mjs writes it in. Asked for with it, neither worker nor runtime comes
 * out of a cache that still holds those of an earlier publication under the same names.
 */
declare const KILN_BUILD: string;

/**
 * A file made to be opened by itself carries everything in elements like
 * `<script type="application/gzip" id="kiln-runtime">base64</script>`; `#kiln-runtime` names one. A page whose files
 * have other names says where one is: `<link id="kiln-runtime" href="…">`.
 */
function inPage(id: string): Asset | null {
  const element = document.getElementById(id);
  if (element?.localName === 'link') return { url: (element as HTMLLinkElement).href };
  return element?.localName === 'script' ? { id, gzipBase64: element.textContent.trim() } : null;
}

/** The whole address of `reference`, which is relative to the article; `#id` stays what it is. */
export function addressOf(reference: string): string {
  const isWhole = reference.startsWith('#') || !URL.canParse(reference, document.baseURI);
  return isWhole ? reference : new URL(reference, document.baseURI).href;
}

/** `reference` is an address relative to the article, or `#id`. */
export function assetOf(reference: string): Asset {
  const found = reference.startsWith('#') ? inPage(reference.slice(1)) : null;
  if (found) return found;
  if (URL.canParse(reference, document.baseURI)) return { url: new URL(reference, document.baseURI).href };
  throw new CodedError('embed.not-found', `no address: ${reference}`, { file: reference });
}

/** A file that lies beside the widget's own script, unless the page carries it or says where it is. */
export function ownAsset(file: OwnFile, query = ''): Asset {
  const base = assetBase();
  const { href } = base === null ? BESIDE[file]() : new URL(file, base);
  // A bundler's address may hold the file itself.
  return inPage(file.replace(/\.\w+$/, '')) ?? { url: /^(https?|file):/.test(href) ? href + query : href };
}

/** The place of a part that is built together with this script. */
export const ownPart = (file: OwnFile): Asset => ownAsset(file, `?v=${KILN_BUILD}`);
