/**
 * A published page inside of a frame. Its policy is this page's: styles come as a constructed sheet, the script from
 * this site, and everything else that the widget asks for from elements.
 */
import type { PreviewFiles, PublicationPreview } from '../../../../engine/index.js';

/** Puts everything into an empty frame that every page in it needs. */
export function furnish(frame: Window, { script, worker, runtime, carried }: PreviewFiles): void {
  const { document } = frame;
  keepInside(frame);
  const link = (id: string, href: string) => Object.assign(document.createElement('link'), { id, href });
  const element = (id: string, textContent: string) =>
    Object.assign(document.createElement('script'), { type: 'application/gzip', id, textContent });
  const widget = Object.assign(document.createElement('script'), { type: 'module', src: script });
  const elements = Object.entries(carried).map(([id, text]) => element(id, text));
  document.head.append(link('kiln-worker', worker), link('kiln-runtime', runtime), ...elements, widget);
}

/** The widget in a preview keeps nothing on this device and sends nothing: what it asks of others is granted. */
function keepInside(frame: Window): void {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  Object.defineProperty(frame, 'localStorage', { value: storage });
  const ask = frame.fetch.bind(frame);
  frame.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, frame.document.baseURI);
    const isOurs = url.origin === origin || !/^https?:$/.test(url.protocol);
    return isOurs ? ask(input, init) : Promise.resolve(new Response(null, { status: 204 }));
  };
}

/** What the elements of the shown page were made of: the widget changes what stands in it. */
const sources = new WeakMap<Element, string>();

/** Shows a page. What has not changed since the last one stays as it is, with the picture somebody is trying in it. */
export function showPage(document: Document, { html, style }: PublicationPreview): void {
  const page = new DOMParser().parseFromString(html, 'text/html');
  // Here, scripts run.
  for (const without of page.querySelectorAll('noscript')) without.remove();
  const sheet = new (document.defaultView as Window & typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  const [shown, wanted] = [document.querySelector('main'), page.querySelector('main')];
  if (shown && wanted) showChildren(shown, Array.from(wanted.children));
}

function showChildren(parent: Element, wanted: readonly Element[]): void {
  const wantedSources = wanted.map(({ outerHTML }) => outerHTML);
  for (const child of Array.from(parent.children)) {
    if (!wantedSources.includes(sources.get(child) ?? '')) child.remove();
  }
  for (const [index, element] of wanted.entries()) {
    const present = parent.children[index];
    if (present && sources.get(present) === element.outerHTML) continue;
    const fresh = parent.ownerDocument.importNode(element, true);
    sources.set(fresh, element.outerHTML);
    parent.insertBefore(fresh, present ?? null);
  }
}
