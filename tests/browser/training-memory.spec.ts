/** Memory stays flat however long a run is: the numbers of bytes early in it and late. */
import { expect, test, type Page } from '@playwright/test';
import { ARCHITECTURES, type ArchitectureId } from '../../www/types/core.js';
import { openHarness } from './support/harness.js';

type TrainRuntime = typeof import('../../www/generated/train/kiln.js');
type Run = Awaited<ReturnType<TrainRuntime['TrainingRun']['start']>>;

declare global {
  interface Window {
    /** A run of the reference CNN over noise. */
    startCnn(): Promise<Run>;
    /** A run of a head with a hidden layer over noise. */
    startHead(): Promise<Run>;
    /** A run that fine-tunes over noise, without frozen epochs. */
    startFineTuning(): Promise<Run>;
    train(run: Run, steps: number): Promise<void>;
    /** Bytes of the module's memory. */
    wasmBytes(): number;
    /** Bytes of the buffers that the page holds on the adapter. */
    gpuBytes(): number;
    head: Run;
    cnn: Run;
  }
}

const BATCH_SIZE = 8;
const NUM_PICTURES = 64;
const WEIGHTS = 'crates/core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors';

async function openTrainingModule(page: Page, module: 'train' | 'train-webgpu'): Promise<void> {
  await page.evaluate(
    async ({ module, defaults, batchSize, count, weights }) => {
      const address = (file: string): string => new URL(file, document.baseURI).href;
      const kiln = (await import(address(`www/generated/${module}/kiln.js`))) as TrainRuntime;
      const { memory } = await kiln.default({ module_or_path: address(`www/generated/${module}/kiln_bg.wasm`) });
      kiln.start();
      const start = (
        architecture: ArchitectureId,
        fill: (set: InstanceType<TrainRuntime['TrainingSet']>) => void,
      ): Promise<Run> => {
        const set = new kiln.TrainingSet(architecture);
        fill(set);
        return kiln.TrainingRun.start(set, 2, {
          ...defaults[architecture].defaults,
          epochs: 500,
          frozenEpochs: 0,
          batchSize,
        });
      };
      const noise = (length: number): number[] => Array.from({ length }, (_, index) => (index * 7919) % 251);
      window.startCnn = () =>
        start('reference-cnn', (set) => {
          for (let index = 0; index < count; index += 1) {
            set.addPicture(
              Uint8Array.from(noise(32 * 32 * 4), (value) => (value + index) % 256),
              32,
              32,
              index % 2,
              'train',
            );
          }
        });
      window.startHead = () =>
        start('transfer', (set) => {
          for (let index = 0; index < count; index += 1) {
            set.addFeatures(
              Float32Array.from(noise(1280), (value) => ((value + index) % 251) / 251),
              index % 2,
              'train',
            );
          }
        });
      window.startFineTuning = async () => {
        const file = await (await fetch(address(weights))).arrayBuffer();
        return start('fine-tune', (set) => {
          set.setBackbone(new Uint8Array(file));
          for (let index = 0; index < count; index += 1) {
            set.addFeatures(
              Float32Array.from(noise(9408), (value) => ((value * (index + 3)) % 251) / 100 - 1),
              index % 2,
              'train',
            );
          }
        });
      };
      window.train = async (run, steps) => {
        // A call never crosses the end of an epoch.
        for (let done = 0; done < steps; ) {
          const wanted = Math.min(steps - done, count / batchSize);
          const { state } = await run.step(wanted);
          if (state !== 'running') throw new Error(`The run is ${state} after ${done} steps`);
          done += wanted;
        }
      };
      window.wasmBytes = () => memory.buffer.byteLength;
    },
    { module, defaults: ARCHITECTURES, batchSize: BATCH_SIZE, count: NUM_PICTURES, weights: WEIGHTS },
  );
}

test('on the CPU a run takes no more memory, however many steps it has', async ({ page }) => {
  await openHarness(page);
  await openTrainingModule(page, 'train');
  const [early, later, late] = await page.evaluate(async () => {
    const run = await window.startCnn();
    const after = async (steps: number): Promise<number> => {
      await window.train(run, steps);
      return window.wasmBytes();
    };
    return [await after(200), await after(800), await after(1000)] as const;
  });
  console.log(`wasm memory at step 200: ${early}, 1,000: ${later}, 2,000: ${late}`);
  // The allocator finds its final arrangement in the first thousand steps; then nothing moves.
  expect(later - early).toBeLessThanOrEqual(2 << 20);
  expect(late).toBe(later);
});

test('fine-tuning takes some memory, and no more in its sixteenth step than in its fourth', async ({ page }) => {
  await openHarness(page);
  await openTrainingModule(page, 'train');
  const [before, early, late, stepMs] = await page.evaluate(async () => {
    const run = await window.startFineTuning();
    const before = window.wasmBytes();
    await window.train(run, 4);
    const early = window.wasmBytes();
    const startedAt = performance.now();
    await window.train(run, 12);
    return [before, early, window.wasmBytes(), (performance.now() - startedAt) / 12] as const;
  });
  console.log(
    `fine-tuning: wasm memory ${before}, in step 4 ${early}, in step 16 ${late}; ${stepMs.toFixed(0)} ms a step of ${BATCH_SIZE}`,
  );
  expect(late - early).toBeLessThanOrEqual(2 << 20);
  // Four times the weights for the optimiser and the gradients, and what a batch leaves on its way.
  expect(late - before).toBeLessThan(200 << 20);
});

test('on WebGPU a long run holds no more buffers late than early', async ({ page }) => {
  await openHarness(page);
  await page.evaluate(() => {
    const { createBuffer } = GPUDevice.prototype;
    const { destroy } = GPUBuffer.prototype;
    const created: WeakRef<GPUBuffer>[] = [];
    const destroyed = new WeakSet<GPUBuffer>();
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      created.push(new WeakRef(buffer));
      return buffer;
    };
    GPUBuffer.prototype.destroy = function () {
      destroyed.add(this);
      return destroy.call(this);
    };
    window.gpuBytes = () => {
      const alive = created.map((reference) => reference.deref()).filter((buffer) => buffer && !destroyed.has(buffer));
      return alive.reduce((sum, buffer) => sum + (buffer?.size ?? 0), 0);
    };
  });
  await openTrainingModule(page, 'train-webgpu');
  const session = await page.context().newCDPSession(page);
  const bytes = async (): Promise<{ gpu: number; wasm: number }> => {
    // Buffers that are let go without being destroyed live until the next collection.
    await session.send('HeapProfiler.collectGarbage');
    return page.evaluate(() => ({ gpu: window.gpuBytes(), wasm: window.wasmBytes() }));
  };
  await page.evaluate(async () => {
    Object.assign(window, { head: await window.startHead(), cnn: await window.startCnn() });
  });
  const train = (numHeadSteps: number, numCnnSteps: number): Promise<void> =>
    page.evaluate(
      async ([numHeadSteps, numCnnSteps]) => {
        await window.train(window.head, numHeadSteps);
        await window.train(window.cnn, numCnnSteps);
      },
      [numHeadSteps, numCnnSteps] as const,
    );
  await train(160, 8);
  const readings = [await bytes()];
  for (let round = 0; round < 10; round += 1) {
    await train(200, 8);
    readings.push(await bytes());
  }
  // The memory pool gives a page back now and then and takes it again: what it holds at most is compared.
  const most = (some: typeof readings): { gpu: number; wasm: number } => ({
    gpu: Math.max(...some.map(({ gpu }) => gpu)),
    wasm: Math.max(...some.map(({ wasm }) => wasm)),
  });
  const [early, late] = [most(readings.slice(0, 4)), most(readings.slice(-4))];
  console.log('bytes on WebGPU, early and late', early, late);
  expect(early.gpu).toBeGreaterThan(1e6);
  // One small buffer let slip per dispatch would be a quarter more, one batch per step four times as much.
  expect(late.gpu).toBeLessThanOrEqual(early.gpu * 1.15);
  expect(late.wasm).toBeLessThanOrEqual(early.wasm * 1.05);
});
