/** The files that are the same in every publication. */
import licenceUrl from '../../../LICENSE-APACHE?url';
import scriptUrl from '../../generated/widget-files/kiln-classifier.js?url';
import workerUrl from '../../generated/widget-files/kiln-worker.js?url';
import runtimeUrl from '../../generated/widget/kiln_bg.wasm?url';
import { CodedError } from '../../shared/errors.js';
import { isBeingCompiled } from '../../shared/first-page.js';

const URLS = {
  'kiln-classifier.js': scriptUrl,
  'kiln-worker.js': workerUrl,
  'kiln-runtime.wasm': runtimeUrl,
  // The licence of the backbone and, if one likes, of the widget.
  'LICENSE-APACHE.txt': licenceUrl,
} as const;

export type WidgetFiles = Record<keyof typeof URLS, Uint8Array<ArrayBuffer>>;

/** Where the widget's parts are found by a page of this site. */
export async function widgetAddresses(): Promise<{ script: string; worker: string; runtime: string }> {
  await refuseWhileCompiled();
  return { script: scriptUrl, worker: workerUrl, runtime: runtimeUrl };
}

export async function fetchWidgetFiles(): Promise<WidgetFiles> {
  await refuseWhileCompiled();
  const fetched = await Promise.all(
    Object.entries(URLS).map(async ([name, url]) => [name, await fetchBytes(name, url)] as const),
  );
  return Object.fromEntries(fetched) as WidgetFiles;
}

async function refuseWhileCompiled(): Promise<void> {
  if (await isBeingCompiled('widget-files')) {
    throw new CodedError('publish.compiling', 'the widget is still being compiled');
  }
}

/** Fetches the widget's files ahead: people who have trained a model may want to publish it, and be offline by then. */
export async function keepWidgetFiles(): Promise<void> {
  if (await isBeingCompiled('widget-files')) return;
  try {
    const cache = await caches.open('kiln-publish');
    for (const url of Object.values(URLS)) if (!(await cache.match(url))) await cache.add(url);
  } catch {
    // Without such storage there is no use offline either.
  }
}

async function fetchBytes(name: string, url: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch {
    // `fetch` fails where there is no network, and says no more. It is said below.
  }
  throw new CodedError('publish.download-failed', `${name} could not be fetched`, { file: name });
}
