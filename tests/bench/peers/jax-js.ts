/** jax-js, which trains; `?convolution=im2col` takes patches by hand in place of its own convolution. */
import { defaultDevice, init } from '@jax-js/jax';
import { probeAdapter } from '../../../www/engine/adapter.js';
import type { Runner } from '../page/bench.js';

export async function openJax(parameters: URLSearchParams): Promise<Runner> {
  const adapter = await probeAdapter();
  if (!adapter.isAvailable) throw new Error(`WebGPU: ${adapter.reason}`);
  const devices = await init();
  if (!devices.includes('webgpu')) throw new Error(`jax-js has ${devices.join(', ')}`);
  defaultDevice('webgpu');
  const isIm2col = parameters.get('convolution') === 'im2col';
  const { name, isSoftware } = adapter;
  return {
    logits: () => Promise.reject(new Error('jax-js is timed in training alone')),
    training: async () => (await import('./jax-js-training.js')).jaxTraining(isIm2col),
    info: () => ({
      device: 'webgpu',
      adapter: { name, isSoftware },
      threads: 1,
      wasmFeatures: [],
      wasmBytes: null,
    }),
  };
}
