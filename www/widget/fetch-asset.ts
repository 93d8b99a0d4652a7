/** Bytes of a file, with a bound and an error that says which of the usual things went wrong. */
import { CodedError } from '../shared/errors.js';
import type { Asset, Progress } from './service.js';

/** Nothing that a reader on a phone should download is larger. */
const MAX_BYTES = 64 * 1024 * 1024;

export async function fetchAsset(
  asset: Asset,
  onProgress: Progress = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  return 'url' in asset ? download(asset.url, onProgress) : unpack(asset.gzipBase64, asset.id);
}

/** A module as it comes in, or its bytes: a server that gives wasm the wrong type is no hindrance. */
export async function fetchWasm(asset: Asset): Promise<Response | Uint8Array<ArrayBuffer>> {
  if (!('url' in asset)) return unpack(asset.gzipBase64, asset.id);
  const response = await request(asset.url);
  const isTyped = response.headers.get('Content-Type')?.split(';')[0]?.trim() === 'application/wasm';
  return isTyped ? response : read(response, asset.url, () => undefined);
}

async function download(url: string, onProgress: Progress): Promise<Uint8Array<ArrayBuffer>> {
  return read(await request(url), url, onProgress);
}

function read(response: Response, url: string, onProgress: Progress): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) throw fault('embed.refused', url, { status: response.status });
  // The length of what comes over the wire; compressed files are longer than this says.
  const isCompressed = response.headers.has('Content-Encoding');
  const total = isCompressed ? 0 : Number(response.headers.get('Content-Length')) || 0;
  return collect(response.body, 'embed.unreachable', url, (loaded) => onProgress(loaded, Math.max(total, 0)));
}

async function request(url: string): Promise<Response> {
  const response = await fetched(url);
  const isPage = response.headers.get('Content-Type')?.includes('text/html');
  // Many hosts answer what they do not have with a page and "OK".
  if (response.status === 404 || (response.ok && isPage)) throw fault('embed.not-found', url);
  if (!response.ok) throw fault('embed.refused', url, { status: response.status });
  return response;
}

async function fetched(url: string): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'omit' });
  } catch (error) {
    if (!navigator.onLine) throw fault('embed.offline', url);
    // A browser does not say more to a page. From another origin it is nearly always this.
    const isForeign = new URL(url).origin !== new URL(self.location.href.replace(/^blob:/, '')).origin;
    throw fault(isForeign ? 'embed.other-origin' : 'embed.unreachable', url, { reason: String(error) });
  }
}

async function collect(
  body: ReadableStream<Uint8Array>,
  /** The code where it ends before its time. */
  cutShort: string,
  name: string,
  onLength: (length: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw fault(cutShort, name);
    });
    if (done) break;
    length += value.byteLength;
    if (length > MAX_BYTES) {
      await reader.cancel();
      throw fault('embed.too-large', name, { megabytes: MAX_BYTES >> 20 });
    }
    parts.push(value);
    onLength(length);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

async function unpack(gzipBase64: string, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Blob([bytesOf(gzipBase64, id)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return collect(unpacked, 'embed.damaged', id, () => undefined);
}

function bytesOf(base64: string, id: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    throw fault('embed.damaged', id);
  }
}

function fault(code: string, url: string, detail: Record<string, string | number> = {}): CodedError {
  return new CodedError(code, `${code}: ${url}`, {
    ...detail,
    file: (url.split(/[?#]/)[0] ?? '').split('/').at(-1) || url,
  });
}
