/** The thread a model lives on: one worker per device, one model per worker. */
import { expose } from 'comlink';
import type { Classifier } from '../generated/cpu/kiln.js';
import { CodedError } from './coded-error.js';
import { decodePicture } from './decode-picture.js';
import { outcome } from './outcome.js';
import { loadRuntime, type Runtime } from './runtime.js';
import type { Classified, ModelService } from './service.js';

/** Values of one input, `[3, 224, 224]`. */
const INPUT_LENGTH = 3 * 224 * 224;

let runtime: Runtime | null = null;
let classifier: Classifier | null = null;

const service: ModelService = {
  open: (device) =>
    outcome(async () => {
      const loaded = await loadRuntime(device);
      runtime = loaded.runtime;
      return loaded.numThreads;
    }),

  load: (model) =>
    outcome(async () => {
      const bytes = new Uint8Array(await model.arrayBuffer());
      classifier?.free();
      classifier = null;
      classifier = await opened().Classifier.load(bytes, 'fused');
      return classifier.card();
    }),

  classify: (picture, top) =>
    outcome(async (): Promise<Classified> => {
      const startedAt = performance.now();
      const { rgba, width, height, ...original } = await decodePicture(opened(), picture);
      const predictions = await loaded().classify(rgba, width, height, top);
      return {
        predictions,
        elapsedMs: performance.now() - startedAt,
        width: original.originalWidth,
        height: original.originalHeight,
        notes: original.notes,
      };
    }),

  time: (count, giveUpMs) =>
    outcome(async () => {
      // Anything between −1 and 1 that is not the same everywhere.
      const input = Float32Array.from({ length: INPUT_LENGTH }, (_, index) => Math.sin(index));
      const elapsedMs: number[] = [];
      let logits: Float32Array = new Float32Array();
      while (elapsedMs.length < count && (elapsedMs.at(-1) ?? 0) <= giveUpMs) {
        const startedAt = performance.now();
        logits = await loaded().logits(input);
        elapsedMs.push(performance.now() - startedAt);
      }
      return { elapsedMs, logits };
    }),

  crash: async () => opened().crash(),
};

function opened(): Runtime {
  if (!runtime) throw new CodedError('engine.unexpected', 'open() comes first');
  return runtime;
}

function loaded(): Classifier {
  if (!classifier) throw new CodedError('engine.unexpected', 'load() comes first');
  return classifier;
}

expose(service);
