/** TensorFlow.js; `?backend=wasm|webgpu|webgl|cpu` says on what, `?threads=` on how many. */
import * as tf from '@tensorflow/tfjs-core';
import { probeAdapter } from '../../../www/engine/adapter.js';
import { INPUT_SIDE, type BenchInfo, type Runner } from '../page/bench.js';
import { channelsLast } from '../page/channels-last.js';
import { fetchBytes } from '../page/fetch-bytes.js';
import modelUrl from './generated/lite0-channels-last.safetensors?url';
import { lite0, lite0Features } from './tfjs-lite0.js';
import { readTensors } from './tfjs-weights.js';

type BackendInfo = Pick<BenchInfo, 'device' | 'adapter' | 'wasmFeatures'>;

/** Registers and starts a backend; each is a chunk of its own. */
const BACKENDS: Record<string, (threads: number) => Promise<BackendInfo>> = {
  async wasm(threads) {
    const [{ setWasmPaths, setThreadsCount }, { default: simdUrl }, { default: threadedUrl }] = await Promise.all([
      import('@tensorflow/tfjs-backend-wasm'),
      import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
      import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'),
    ]);
    // One thread runs in the build that knows of no others.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
    setThreadsCount(threads);
    setWasmPaths({
      'tfjs-backend-wasm.wasm': simdUrl,
      'tfjs-backend-wasm-simd.wasm': simdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
    });
    return { device: 'cpu', adapter: null, wasmFeatures: ['simd128'] };
  },
  async webgpu() {
    const adapter = await probeAdapter();
    if (!adapter.isAvailable) throw new Error(`WebGPU: ${adapter.reason}`);
    await import('@tensorflow/tfjs-backend-webgpu');
    const { name, isSoftware } = adapter;
    return { device: 'webgpu', adapter: { name, isSoftware }, wasmFeatures: [] };
  },
  async webgl() {
    await import('@tensorflow/tfjs-backend-webgl');
    return { device: 'webgl', adapter: null, wasmFeatures: [] };
  },
};

export async function openTfjs(parameters: URLSearchParams): Promise<Runner> {
  const name = parameters.get('backend') ?? 'wasm';
  const register = BACKENDS[name];
  if (!register) throw new Error(`There is no backend ${name}`);
  const threads = Number(parameters.get('threads') ?? 1);
  const [info, file] = await Promise.all([start(name, () => register(threads)), fetchBytes(modelUrl)]);
  const weights = readTensors(file);
  const run = async (network: typeof lite0, input: Float32Array) => {
    const output = tf.tidy(() => network(tf.tensor4d(input, [1, INPUT_SIDE, INPUT_SIDE, 3]), weights));
    const values = await output.data<'float32'>();
    output.dispose();
    return values;
  };
  return {
    prepare: channelsLast,
    logits: (input) => run(lite0, input),
    features: (input) => run(lite0Features, input),
    training: async () => (await import('./tfjs-training.js')).tfjsTraining(),
    info: () => ({ ...info, threads, wasmBytes: wasmBytes() }),
  };
}

async function start(name: string, register: () => Promise<BackendInfo>): Promise<BackendInfo> {
  const info = await register();
  if (!(await tf.setBackend(name))) throw new Error(`The backend ${name} did not start`);
  await tf.ready();
  return info;
}

function wasmBytes(): number | null {
  const backend = tf.backend() as { wasm?: { HEAPU8: Uint8Array } };
  return backend.wasm?.HEAPU8.byteLength ?? null;
}
