/** The one worker that all the classifiers of a page share. */
import { KilnError, kilnError } from '../client/errors.js';
import { WorkerLink } from '../client/worker-link.js';
import { ownAsset } from './assets.js';
import { callsTo } from './calls.js';
import { fetchAsset } from './fetch-asset.js';
import type { ModelAssets, Progress, WidgetAnswer, WidgetCard, WidgetService } from './service.js';

type Connection = WorkerLink<WidgetService>;

let connection: Promise<Connection> | null = null;
/** Models that are loaded or on their way, by what they are made of. */
let cards = new Map<string, Promise<WidgetCard>>();

/** Loads a model; several calls for the same one load it once. */
export function loadModel(key: string, assets: ModelAssets, onProgress: Progress): Promise<WidgetCard> {
  let loading = cards.get(key);
  if (!loading) {
    loading = connect().then((open) => open.call((service) => service.load(key, assets, onProgress)));
    cards.set(key, loading);
    loading.catch(() => cards.delete(key));
  }
  return loading;
}

export async function classify(key: string, picture: Blob): Promise<WidgetAnswer> {
  const open = await connect();
  return open.call((service) => service.classify(key, picture));
}

/** A copy of a picture that may be sent: see small-picture.ts. */
export async function smallCopy(picture: Blob): Promise<Blob> {
  const open = await connect();
  return open.call((service) => service.smallCopy(picture));
}

function connect(): Promise<Connection> {
  connection ??= start().catch((error: unknown) => {
    connection = null;
    throw error;
  });
  return connection;
}

async function start(): Promise<Connection> {
  const worker = await startWorker();
  const open: Connection = new WorkerLink(worker, callsTo<WidgetService>(worker));
  // After a crash the next call starts anew.
  open.onEnd = () => {
    connection = null;
    cards = new Map();
  };
  try {
    await open.call((service) => service.open(ownAsset('kiln-runtime.wasm')));
  } catch (error) {
    open.terminate();
    // A script that a policy forbids or a host does not have says nothing but that it failed.
    const isMute = error instanceof KilnError && error.code === 'engine.crashed';
    throw isMute ? kilnError('embed.worker-blocked', error.message) : error;
  }
  return open;
}

async function startWorker(): Promise<Worker> {
  const script = ownAsset('kiln-worker.js');
  try {
    if (!('url' in script)) return workerOf([await fetchAsset(script)]);
    // A worker must come from the page's own origin; where the files lie elsewhere, a line that is the
    // page's own fetches it.
    const isForeign = new URL(script.url).origin !== location.origin;
    return isForeign ? workerOf([`importScripts(${JSON.stringify(script.url)})`]) : new Worker(script.url);
  } catch (error) {
    throw kilnError('embed.worker-blocked', String(error));
  }
}

function workerOf(parts: BlobPart[]): Worker {
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }));
  // Not revoked: a browser may fetch it at any time after this, and it is a line long.
  return new Worker(url, { name: 'kiln-widget' });
}
