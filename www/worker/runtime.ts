/** Loads the wasm modules. All export the same names; one of them can also train. */
import cpuWasmUrl from '../generated/cpu/kiln_bg.wasm?url';
import trainWasmUrl from '../generated/train/kiln_bg.wasm?url';
import trainWebGpuWasmUrl from '../generated/train-webgpu/kiln_bg.wasm?url';
import webGpuWasmUrl from '../generated/webgpu/kiln_bg.wasm?url';
import type { DeviceKind, WorkerEvent } from './service.js';

export type Runtime = typeof import('../generated/cpu/kiln.js');
export type TrainingRuntime = typeof import('../generated/train/kiln.js');

export async function loadRuntime(device: DeviceKind): Promise<Runtime> {
  const runtime = device === 'cpu' ? await loadCpu() : await loadWebGpu();
  runtime.onPanic((message: string) => post({ type: 'kiln-panic', message }));
  return runtime;
}

/** The CPU's module with training. */
export async function loadTrainingRuntime(): Promise<TrainingRuntime> {
  const runtime = await import('../generated/train/kiln.js');
  await runtime.default({ module_or_path: trainWasmUrl });
  runtime.start();
  runtime.onPanic((message: string) => post({ type: 'kiln-panic', message }));
  void keepForOffline(trainWasmUrl);
  return runtime;
}

/** WebGPU's module with training. */
export async function loadWebGpuTrainingRuntime(): Promise<TrainingRuntime> {
  const runtime = await import('../generated/train-webgpu/kiln.js');
  await runtime.default({ module_or_path: trainWebGpuWasmUrl });
  runtime.start();
  runtime.onPanic((message: string) => post({ type: 'kiln-panic', message }));
  runtime.onDeviceLost((reason: string) => post({ type: 'kiln-device-lost', reason }));
  // The classes of the modules differ in nothing but their private pointers.
  return runtime as unknown as TrainingRuntime;
}

/** On a first visit the service worker starts too late to see this module being fetched. */
async function keepForOffline(url: string): Promise<void> {
  try {
    const cache = await caches.open('kiln-train');
    if (!(await cache.match(url))) await cache.add(url);
  } catch {
    // Without such storage there is no use offline either.
  }
}

async function loadCpu(): Promise<Runtime> {
  const runtime = await import('../generated/cpu/kiln.js');
  await runtime.default({ module_or_path: cpuWasmUrl });
  runtime.start();
  return runtime;
}

async function loadWebGpu(): Promise<Runtime> {
  const runtime = await import('../generated/webgpu/kiln.js');
  await runtime.default({ module_or_path: webGpuWasmUrl });
  runtime.start();
  runtime.onDeviceLost((reason: string) => post({ type: 'kiln-device-lost', reason }));
  // The classes of the modules differ in nothing but their private pointers.
  return runtime as unknown as Runtime;
}

function post(event: WorkerEvent): void {
  self.postMessage(event);
}
