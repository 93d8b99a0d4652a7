/**
 * jax-js, which trains; `?device=wasm&threads=` says that it does so on the processor, `?convolution=im2col` takes
 * patches by hand in place of its own convolution.
 */
import { probeAdapter } from '../../../www/engine/adapter.js';
import { asItIs, type BenchInfo, type Runner } from '../page/bench.js';

export async function openJax(parameters: URLSearchParams): Promise<Runner> {
  const device = parameters.get('device') === 'wasm' ? 'wasm' : 'webgpu';
  const threads = Number(parameters.get('threads') ?? 1);
  const adapter = device === 'webgpu' ? await adapterInfo() : null;
  // It takes as many threads as there are cores, asks nobody, and does so when it is imported.
  if (!adapter) Object.defineProperty(navigator, 'hardwareConcurrency', { value: threads });
  const { defaultDevice, init } = await import('@jax-js/jax');
  const devices = await init();
  if (!devices.includes(device)) throw new Error(`jax-js has ${devices.join(', ')}`);
  defaultDevice(device);
  const isIm2col = parameters.get('convolution') === 'im2col';
  return {
    prepare: asItIs,
    logits: () => Promise.reject(new Error('jax-js is timed in training alone')),
    training: async () => (await import('./jax-js-training.js')).jaxTraining(isIm2col),
    info: () => ({ device: adapter ? 'webgpu' : 'cpu', adapter, threads, wasmFeatures: [], wasmBytes: null }),
  };
}

async function adapterInfo(): Promise<BenchInfo['adapter']> {
  const adapter = await probeAdapter();
  if (!adapter.isAvailable) throw new Error(`WebGPU: ${adapter.reason}`);
  return { name: adapter.name, isSoftware: adapter.isSoftware };
}
