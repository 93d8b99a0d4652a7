/** LiteRT.js; `?model=int8|f32` names the file, `?accelerator=wasm|webgpu` the place, `?precision=fp16` is WebGPU's. */
import { loadAndCompile, loadLiteRt, Tensor, type CompileOptions } from '@litertjs/core';
import { probeAdapter } from '../../../www/engine/adapter.js';
import { INPUT_SIDE, type BenchInfo, type Runner } from '../page/bench.js';
import { channelsLast } from '../page/channels-last.js';
import { fetchBytes } from '../page/fetch-bytes.js';
import { tfliteUrl } from './tflite-url.js';

export async function openLiteRt(parameters: URLSearchParams): Promise<Runner> {
  const threads = Number(parameters.get('threads') ?? 1);
  const accelerator = parameters.get('accelerator') === 'webgpu' ? 'webgpu' : 'wasm';
  const isPrecise = parameters.get('precision') !== 'fp16';
  const options: CompileOptions =
    accelerator === 'wasm'
      ? { accelerator, cpuOptions: { numThreads: threads } }
      : { accelerator, gpuOptions: { precision: isPrecise ? 'fp32' : 'fp16' } };
  const [info, bytes] = await Promise.all([
    start(accelerator, threads),
    fetchBytes(tfliteUrl(`lite0-${parameters.get('model') ?? 'f32'}`)),
  ]);
  const model = await loadAndCompile(bytes, options);
  return {
    prepare: channelsLast,
    async logits(input) {
      const picture = new Tensor(input, [1, INPUT_SIDE, INPUT_SIDE, 3]);
      const [output] = await model.run(picture);
      if (!output) throw new Error('The network has no output');
      const logits = (await output.data()) as Float32Array;
      picture.delete();
      output.delete();
      return logits;
    },
    info: () => info,
  };
}

/** With one thread in the build that knows of no others. Both are those for browsers that have relaxed SIMD. */
async function start(accelerator: 'wasm' | 'webgpu', threads: number): Promise<BenchInfo> {
  const adapter = accelerator === 'webgpu' ? await probeAdapter() : null;
  if (adapter && !adapter.isAvailable) throw new Error(`WebGPU: ${adapter.reason}`);
  const [{ default: script }, { default: wasm }] = await (threads > 1
    ? Promise.all([
        import('@litertjs/core/wasm/litert_wasm_threaded_internal.js?url'),
        import('@litertjs/core/wasm/litert_wasm_threaded_internal.wasm?url'),
      ])
    : Promise.all([
        import('@litertjs/core/wasm/litert_wasm_internal.js?url'),
        import('@litertjs/core/wasm/litert_wasm_internal.wasm?url'),
      ]));
  // The script looks for the module beside itself, under a name without the bundler's hash.
  window.Module = { locateFile: () => wasm };
  await loadLiteRt(script);
  return {
    device: adapter ? 'webgpu' : 'cpu',
    adapter: adapter && { name: adapter.name, isSoftware: adapter.isSoftware },
    threads,
    wasmFeatures: ['simd128', 'relaxed-simd'],
    wasmBytes: null,
  };
}
