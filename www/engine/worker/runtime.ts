/**
 * Loads the wasm modules. All export the same names; one of them can also train. Those with relaxed SIMD go with the
 * JavaScript of those without, to the byte the same.
 */
import cpuWasmUrl from '../../generated/cpu/kiln_bg.wasm?url';
import cpuRelaxedWasmUrl from '../../generated/cpu-relaxed/kiln_bg.wasm?url';
import cpuThreadsWasmUrl from '../../generated/cpu-threads/kiln_bg.wasm?url';
import cpuThreadsRelaxedWasmUrl from '../../generated/cpu-threads-relaxed/kiln_bg.wasm?url';
import trainWasmUrl from '../../generated/train/kiln_bg.wasm?url';
import trainWebGpuWasmUrl from '../../generated/train-webgpu/kiln_bg.wasm?url';
import webGpuWasmUrl from '../../generated/webgpu/kiln_bg.wasm?url';
import type { WorkerEvent } from '../../shared/bridge/call.js';
import { CodedError } from '../../shared/errors.js';
import { hasRelaxedSimd } from './relaxed-simd.js';
import type { DeviceKind } from './service.js';
import { startThreads } from './thread-pool.js';
import { MAX_THREADS, usableThreads } from './usable-threads.js';

export type Runtime = typeof import('../../generated/cpu/kiln.js');
export type TrainingRuntime = typeof import('../../generated/train/kiln.js');

export interface LoadedRuntime {
  runtime: Runtime;
  /** The number of threads that share a layer. */
  numThreads: number;
}

export async function loadRuntime(device: DeviceKind, maxThreads: number = MAX_THREADS): Promise<LoadedRuntime> {
  const loaded = device === 'cpu' ? await loadCpu(maxThreads) : { runtime: await loadWebGpu(), numThreads: 1 };
  const { runtime } = loaded;
  runtime.onPanic((message: string) => post({ type: 'kiln-panic', message }));
  // After what waits for the runtime has been told, and before the weights are there.
  setTimeout(() => runtime.warmUp());
  return loaded;
}

/** The CPU's module with training. */
export async function loadTrainingRuntime(): Promise<TrainingRuntime> {
  const runtime = await import('../../generated/train/kiln.js');
  try {
    await runtime.default({ module_or_path: trainWasmUrl });
  } catch (error) {
    // What `fetch` throws: the first page opens without a network before this module was ever here.
    throw error instanceof TypeError ? new CodedError('training.not-fetched', String(error)) : error;
  }
  runtime.start();
  runtime.onPanic((message: string) => post({ type: 'kiln-panic', message }));
  void keepForOffline('kiln-train', trainWasmUrl);
  // Its helpers read pictures with this one.
  void keepCpu();
  return runtime;
}

/** WebGPU's module with training. */
export async function loadWebGpuTrainingRuntime(): Promise<TrainingRuntime> {
  const runtime = await import('../../generated/train-webgpu/kiln.js');
  await runtime.default({ module_or_path: trainWebGpuWasmUrl });
  runtime.start();
  runtime.onPanic((message: string) => post({ type: 'kiln-panic', message }));
  runtime.onDeviceLost((message: string) => post({ type: 'kiln-device-lost', message }));
  // The classes of the modules differ in nothing but their private pointers.
  return runtime as unknown as TrainingRuntime;
}

/** Stores a module for offline use: on a first visit the service worker starts too late to see it being fetched. */
async function keepForOffline(name: string, url: string): Promise<void> {
  try {
    const cache = await caches.open(name);
    if (!(await cache.match(url))) await cache.add(url);
  } catch {
    // Without such storage there is no use offline either.
  }
}

/**
 * Stores the module for one thread that this browser takes: kept by everybody, the other by nobody. Where several
 * threads answer it is yet to be fetched, which should not hold up the weights.
 */
export const keepCpu = (): Promise<void> =>
  keepForOffline('kiln-cpu', hasRelaxedSimd() ? cpuRelaxedWasmUrl : cpuWasmUrl);

async function loadCpu(maxThreads: number): Promise<LoadedRuntime> {
  const numThreads = usableThreads(self, maxThreads);
  const isRelaxed = hasRelaxedSimd();
  if (numThreads > 1) {
    // A browser that promises shared memory and then refuses it still has the modules below.
    const runtime = await loadCpuThreads(numThreads, isRelaxed).catch(() => null);
    if (runtime) return { runtime, numThreads };
  }
  const runtime = await import('../../generated/cpu/kiln.js');
  const start = (wasmUrl: string) => runtime.default({ module_or_path: wasmUrl });
  // Offline a page has the module that it has used, which in another version of the browser was the other one.
  await (isRelaxed ? start(cpuRelaxedWasmUrl).catch(() => start(cpuWasmUrl)) : start(cpuWasmUrl));
  runtime.start();
  return { runtime, numThreads: 1 };
}

/** The CPU's module with workers of its own that share its memory. */
async function loadCpuThreads(numThreads: number, isRelaxed: boolean): Promise<Runtime> {
  const runtime = await import('../../generated/cpu-threads/kiln.js');
  const wasmUrl = isRelaxed ? cpuThreadsRelaxedWasmUrl : cpuThreadsWasmUrl;
  await runtime.default({ module_or_path: wasmUrl });
  runtime.start();
  // This thread is one of them.
  await startThreads(() => runtime.initThreadPool(numThreads - 1));
  void keepForOffline('kiln-cpu-threads', wasmUrl);
  // The classes of the modules differ in nothing but their private pointers.
  return runtime as unknown as Runtime;
}

async function loadWebGpu(): Promise<Runtime> {
  const runtime = await import('../../generated/webgpu/kiln.js');
  await runtime.default({ module_or_path: webGpuWasmUrl });
  runtime.start();
  runtime.onDeviceLost((message: string) => post({ type: 'kiln-device-lost', message }));
  // The classes of the modules differ in nothing but their private pointers.
  return runtime as unknown as Runtime;
}

function post(event: WorkerEvent): void {
  self.postMessage(event);
}
