/** Training in Kiln, through the boundary that the page itself uses. */
import trainWasmUrl from '../../../www/generated/train/kiln_bg.wasm?url';
import trainWebGpuWasmUrl from '../../../www/generated/train-webgpu/kiln_bg.wasm?url';
import type { TrainingRun } from '../../../www/generated/train/kiln.js';
import type { TrainingSettings } from '../../../www/types/core.js';
import { CNN, HEAD, NUM_BATCHES, fixedNumbers, type TrainingRunner } from './training.js';

const SETTINGS: TrainingSettings = {
  epochs: 500,
  batchSize: CNN.batchSize,
  learningRate: CNN.learningRate,
  schedule: 'constant',
  weightDecay: 0,
  dropout: 0,
  hiddenUnits: 0,
  frozenEpochs: 0,
  backboneLearningRate: 2e-5,
  validationShare: 0,
  classWeights: false,
  augmentation: { flip: false, crop: 0, rotate: 0, brightness: 0, variants: 0 },
  earlyStopping: null,
  seed: 0,
};

export async function openKilnTraining(device: 'cpu' | 'webgpu'): Promise<TrainingRunner> {
  const runtime =
    device === 'cpu'
      ? await import('../../../www/generated/train/kiln.js')
      : ((await import(
          '../../../www/generated/train-webgpu/kiln.js'
        )) as unknown as typeof import('../../../www/generated/train/kiln.js'));
  await runtime.default({ module_or_path: device === 'cpu' ? trainWasmUrl : trainWebGpuWasmUrl });
  runtime.start();
  let cnn: TrainingRun | null = null;
  let head: TrainingRun | null = null;

  const startCnn = async (): Promise<TrainingRun> => {
    const set = new runtime.TrainingSet('bench-cnn');
    const numValues = CNN.side * CNN.side;
    for (let index = 0; index < NUM_BATCHES * CNN.batchSize; index += 1) {
      const rgba = Uint8Array.from(fixedNumbers(numValues * 4, 256), (value, i) => (i % 4 === 3 ? 255 : value));
      set.addPicture(rgba, CNN.side, CNN.side, index % CNN.numClasses, 'train');
    }
    return runtime.TrainingRun.start(set, CNN.numClasses, SETTINGS);
  };
  const pull = async (count: number): Promise<number> => {
    cnn ??= await startCnn();
    const { loss, state } = await cnn.step(count);
    if (state === 'diverged') throw new Error('The loss is no number');
    if (state === 'finished') {
      cnn.free();
      cnn = null;
    }
    return loss ?? Number.NaN;
  };
  return {
    step: () => pull(1),
    async steps(count) {
      // A call never crosses the end of an epoch, which is as long as this.
      if (count !== NUM_BATCHES) throw new RangeError(`${NUM_BATCHES} steps, not ${count}`);
      await pull(count);
    },
    async startHead() {
      head?.free();
      const set = new runtime.TrainingSet('transfer');
      for (let row = 0; row < HEAD.numRows; row += 1) {
        const features = Float32Array.from(
          fixedNumbers(HEAD.numFeatures, 1000),
          (value) => ((value + row) % 1000) / 1000,
        );
        set.addFeatures(features, row % HEAD.numClasses, 'train');
      }
      const settings = {
        ...SETTINGS,
        epochs: 500,
        batchSize: HEAD.batchSize,
        hiddenUnits: HEAD.hidden,
        learningRate: 1e-3,
      };
      head = await runtime.TrainingRun.start(set, HEAD.numClasses, settings);
    },
    async headEpoch() {
      await head?.step(Math.ceil(HEAD.numRows / HEAD.batchSize));
    },
  };
}
