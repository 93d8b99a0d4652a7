/**
 * Kiln on several threads. In a worker, as in the product: the thread of a page may not wait for others.
 * The message there and back is part of what is timed.
 */
import modelUrl from '../../../crates/core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors?url';
import { Connection } from '../../../www/shared/bridge/connection.js';
import { asItIs, type Runner } from './bench.js';
import { fetchBytes } from './fetch-bytes.js';
import type { ThreadsService } from './kiln-threads-worker.js';

export async function openKilnThreads(threads: number): Promise<Runner> {
  if (!crossOriginIsolated) throw new Error('Threads need a page that is cross-origin isolated');
  const worker = new Worker(new URL('./kiln-threads-worker.ts', import.meta.url), { type: 'module' });
  const { calls: service } = new Connection<ThreadsService>(worker);
  const [wasm] = await Promise.all([service.open(threads), fetchBytes(modelUrl).then((model) => service.load(model))]);
  return {
    prepare: asItIs,
    logits: (input) => service.logits(input),
    features: (input) => service.embed(input),
    info: () => ({ device: 'cpu', adapter: null, threads, ...wasm }),
  };
}
