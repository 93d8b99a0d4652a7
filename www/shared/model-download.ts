/** Fetches the weights, with progress. */
import modelUrl from '../../crates/core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors?url';
import { CodedError } from './errors.js';

/** Written in by the build: a compressed response does not say how long it will be. */
declare const __MODEL_SIZE_BYTES__: number;

export const MODEL_SIZE_BYTES = __MODEL_SIZE_BYTES__;

export interface DownloadOptions {
  /** Past every cache, after a copy turned out to be damaged. */
  isFresh: boolean;
  onProgress: (loadedBytes: number) => void;
}

export async function downloadModel({ isFresh, onProgress }: DownloadOptions): Promise<Blob> {
  // Where the browser does not let the caches be looked into, there is nothing in them.
  const forgotten = isFresh ? await forgetCachedModel().catch(() => []) : [];
  let response: Response;
  try {
    response = await fetch(modelUrl, { cache: isFresh ? 'reload' : 'default' });
  } catch (error) {
    throw new CodedError('model.download-failed', String(error), { status: 0 });
  }
  if (!response.ok || !response.body) {
    const { status } = response;
    throw new CodedError('model.download-failed', `the server answered ${status}`, { status });
  }
  const chunks: BlobPart[] = [];
  let loadedBytes = 0;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      loadedBytes += value.byteLength;
      onProgress(loadedBytes);
    }
  } catch (error) {
    throw new CodedError('model.download-failed', String(error), { status: response.status });
  }
  const model = new Blob(chunks);
  // Back into the service worker's cache, which does not fetch again what it once had.
  for (const { cache, request } of forgotten) {
    // A cache that is full goes without; the model is here.
    await cache.put(request, new Response(model)).catch(() => undefined);
  }
  return model;
}

/** The service worker answers from its own cache whatever a request says, so the copy must go. */
async function forgetCachedModel(): Promise<{ cache: Cache; request: Request }[]> {
  if (!('caches' in globalThis)) return [];
  const forgotten: { cache: Cache; request: Request }[] = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys(modelUrl, { ignoreSearch: true, ignoreVary: true })) {
      forgotten.push({ cache, request });
      await cache.delete(request);
    }
  }
  return forgotten;
}
