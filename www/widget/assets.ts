/** Where the parts of the widget are. */
import type { Asset } from './service.js';

/**
 * A file made to be opened by itself carries everything in elements like
 * `<script type="application/gzip" id="kiln-runtime">base64</script>`; `#kiln-runtime` names one.
 */
function inPage(id: string): Asset | null {
  const element = document.getElementById(id);
  return element?.localName === 'script' ? { gzipBase64: element.textContent.trim() } : null;
}

/** `reference` is an address relative to the article, or `#id`. */
export function assetOf(reference: string): Asset {
  const found = reference.startsWith('#') ? inPage(reference.slice(1)) : null;
  return found ?? { url: new URL(reference, document.baseURI).href };
}

/** A file that lies beside the widget's own script, unless the page carries it. */
export function ownAsset(file: string): Asset {
  return inPage(file.replace(/\.\w+$/, '')) ?? { url: new URL(file, import.meta.url).href };
}
