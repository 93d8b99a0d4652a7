/** The one worker that all the classifiers of a page share. */
import type { Remote } from '../shared/bridge/call.js';
import { Connection } from '../shared/bridge/connection.js';
import { CodedError, codeOf } from '../shared/errors.js';
import type { TimedPrediction } from '../shared/worker/timed-prediction.js';
import { ownPart } from './assets.js';
import { fetchAsset } from './fetch-asset.js';
import type { ExplainRequest, ModelAssets, Progress, WidgetCard, WidgetExplanation } from './service.js';
import type { WidgetService } from './worker.js';
import { learnWords } from './words.js';

interface Started {
  worker: Connection<WidgetService>;
  /** Rejects where the runtime could not be started. */
  opening: Promise<unknown>;
}

let started: Promise<Started> | null = null;
/** Models that are loaded or on their way, by what they are made of. */
let cards = new Map<string, Promise<WidgetCard>>();
/** The keys of the models that are there. */
let loaded = new Set<string>();

/** Whether a model is there to predict. A crash takes all of them along, whichever caused it. */
export const isLoaded = (key: string): boolean => loaded.has(key);

/** Loads a model; several calls for the same one load it once. */
export function loadModel(key: string, assets: ModelAssets, onProgress: Progress): Promise<WidgetCard> {
  let loading = cards.get(key);
  if (!loading) {
    loading = connect().then(async ({ worker, opening }) => {
      // Side by side: the model comes over the network while the runtime is compiled.
      const card = worker.calls.load(key, assets, { onProgress });
      // Waited for below, once the runtime is there.
      card.catch(() => undefined);
      await opening;
      return card;
    });
    cards.set(key, loading);
    const own = loading;
    const isPresent = () => cards.get(key) === own;
    own.then(
      () => isPresent() && loaded.add(key),
      () => isPresent() && cards.delete(key),
    );
  }
  return loading;
}

export async function classify(key: string, picture: Blob): Promise<TimedPrediction> {
  return (await opened()).classify(key, picture);
}

/** A map of what in a picture speaks for a class. */
export async function explain(key: string, picture: Blob, request: ExplainRequest): Promise<WidgetExplanation> {
  return (await opened()).explain(key, picture, request, {});
}

/** Rejects for what is no picture that can be shown. */
export async function look(picture: Blob): Promise<void> {
  return (await opened()).look(picture);
}

/** A copy of a picture that may be sent: see small-picture.ts. */
export async function smallCopy(picture: Blob): Promise<Blob> {
  return (await opened()).smallCopy(picture);
}

async function opened(): Promise<Remote<WidgetService>> {
  const { worker, opening } = await connect();
  await opening;
  return worker.calls;
}

function connect(): Promise<Started> {
  started ??= start().catch((error: unknown) => {
    started = null;
    throw error;
  });
  return started;
}

async function start(): Promise<Started> {
  const worker = new Connection<WidgetService>(await startWorker());
  const forget = () => {
    started = null;
    cards = new Map();
    loaded = new Set();
  };
  // After a crash the next call starts anew.
  worker.onEnd = forget;
  const opening = worker.calls
    .open(ownPart('kiln-runtime.wasm'))
    .then(learnWords)
    .catch(async (error: unknown) => {
      forget();
      worker.terminate();
      if (codeOf(error) !== 'engine.crashed') throw error;
      // A script that a host does not have, or a policy forbids, says nothing but that it failed. Whoever
      // can fetch it knows that it is there.
      await fetchAsset(ownPart('kiln-worker.js'));
      throw new CodedError('embed.worker-blocked', String(error));
    });
  // Every call waits for it and hears of it.
  opening.catch(() => undefined);
  return { worker, opening };
}

async function startWorker(): Promise<Worker> {
  const script = ownPart('kiln-worker.js');
  try {
    if (!('url' in script)) return workerOf([await fetchAsset(script)]);
    // A worker must come from the page's own origin, which the address of an `<iframe srcdoc>` does not tell; where the
    // files lie elsewhere, a line that is the page's own fetches it.
    const isForeign = new URL(script.url).origin !== origin;
    return isForeign ? workerOf([`importScripts(${JSON.stringify(script.url)})`]) : new Worker(script.url);
  } catch (error) {
    throw new CodedError('embed.worker-blocked', String(error));
  }
}

function workerOf(parts: BlobPart[]): Worker {
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }));
  // Not revoked: a browser may fetch it at any time after this, and it is a line long.
  return new Worker(url, { name: 'kiln-widget' });
}
