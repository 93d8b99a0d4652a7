/** What a step of training hands to a graphics card: it weighs there what a kernel's own time does not. */
import { expect, test } from '@playwright/test';
import { ARCHITECTURES } from '../../www/types/core.js';
import { openHarness } from './support/harness.js';

type TrainRuntime = typeof import('../../www/generated/train/kiln.js');

/** 34 dispatches were counted for the convolutional network, 18 for a head with a hidden layer. Burn's: 191 and 101. */
const MOST_DISPATCHES = { cnn: 38, head: 20 };

test('a step on WebGPU is few dispatches and one read-back, and the second one compiles nothing', async ({ page }) => {
  await openHarness(page);
  const counted = await page.evaluate(async (defaults) => {
    const counts = { dispatches: 0, readBacks: 0, pipelines: 0 };
    const count = (prototype: object, method: string, key: keyof typeof counts): void => {
      const original = Reflect.get(prototype, method) as (...values: unknown[]) => unknown;
      Reflect.set(prototype, method, function (this: unknown, ...values: unknown[]) {
        counts[key] += 1;
        return original.apply(this, values);
      });
    };
    count(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', 'dispatches');
    count(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', 'dispatches');
    count(GPUBuffer.prototype, 'mapAsync', 'readBacks');
    count(GPUDevice.prototype, 'createComputePipeline', 'pipelines');
    const address = (file: string): string => new URL(`www/generated/train-webgpu/${file}`, document.baseURI).href;
    const kiln = (await import(address('kiln.js'))) as TrainRuntime;
    await kiln.default({ module_or_path: address('kiln_bg.wasm') });
    kiln.start();
    const second = async (set: InstanceType<TrainRuntime['TrainingSet']>, hiddenUnits: number) => {
      const settings = { ...defaults.transfer.defaults, weightDecay: 0, batchSize: 16, hiddenUnits };
      const run = await kiln.TrainingRun.start(set, 3, settings);
      await run.step(1);
      Object.assign(counts, { dispatches: 0, readBacks: 0, pipelines: 0 });
      await run.step(1);
      return { ...counts };
    };
    const [pictures, rows] = [new kiln.TrainingSet('bench-cnn'), new kiln.TrainingSet('transfer')];
    for (let index = 0; index < 48; index += 1) {
      pictures.addPicture(
        Uint8Array.from({ length: 32 * 32 * 4 }, (_, at) => (at * 31 + index) % 256),
        32,
        32,
        index % 3,
        'train',
      );
      rows.addFeatures(
        Float32Array.from({ length: 1280 }, (_, at) => ((at + index * 7) % 251) / 251),
        index % 3,
        'train',
      );
    }
    return { cnn: await second(pictures, 0), head: await second(rows, 100) };
  }, ARCHITECTURES);
  for (const [network, { dispatches, readBacks, pipelines }] of Object.entries(counted)) {
    expect(dispatches, network).toBeGreaterThan(5);
    expect(dispatches, network).toBeLessThanOrEqual(MOST_DISPATCHES[network as 'cnn' | 'head']);
    expect({ readBacks, pipelines }, network).toEqual({ readBacks: 1, pipelines: 0 });
  }
});
