/** The thread a model lives on: one worker per device, one model per worker. */
import { expose } from 'comlink';
import type { Classifier } from '../../generated/cpu/kiln.js';
import { CodedError } from '../../shared/coded-error.js';
import { dataDigest } from '../../shared/worker/data-digest.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import { checkMap } from '../../shared/worker/mask-check.js';
import { cancelJob } from '../../shared/worker/trials.js';
import { outcome } from '../../shared/worker/outcome.js';
import { loadRuntime, type Runtime } from './runtime.js';
import { embedded } from '../../shared/worker/seen.js';
import type { Classified, ModelService } from './service.js';

/** Values of one input, `[3, 224, 224]`. */
const INPUT_LENGTH = 3 * 224 * 224;
/** Masked inputs at once while a map is checked: a picture that comes meanwhile waits no longer than these. */
const CHECK_BATCH = 2;

let runtime: Runtime | null = null;
let classifier: Classifier | null = null;
/** The network computes one thing after the other; on WebGPU it would be found busy otherwise. */
let lastInLine: Promise<unknown> = Promise.resolve();

const service: ModelService = {
  open: (device, maxThreads) =>
    outcome(async () => {
      const loaded = await loadRuntime(device, maxThreads);
      runtime = loaded.runtime;
      return loaded.numThreads;
    }),

  load: (model) =>
    outcome(async () => {
      const bytes = new Uint8Array(await model.arrayBuffer());
      classifier?.free();
      classifier = null;
      classifier = await opened().Classifier.load(bytes, 'fused', await dataDigest(bytes));
      return classifier.card();
    }),

  classify: (picture, top) =>
    outcome(async (): Promise<Classified> => {
      const startedAt = performance.now();
      const { rgba, width, height, ...original } = await decodePicture(opened(), picture);
      const predictions = await inTurn(() => loaded().classify(rgba, width, height, top));
      return {
        predictions,
        elapsedMs: performance.now() - startedAt,
        width: original.originalWidth,
        height: original.originalHeight,
        notes: original.notes,
      };
    }),

  embed: (seen, layer) =>
    outcome(async () => {
      const input = seen instanceof Blob ? await prepare(seen) : seen;
      return inTurn(() => embedded(loaded(), input, layer));
    }),

  time: (count, giveUpMs) =>
    outcome(async () => {
      // Anything between −1 and 1 that is not the same everywhere.
      const input = Float32Array.from({ length: INPUT_LENGTH }, (_, index) => Math.sin(index));
      const elapsedMs: number[] = [];
      let logits: Float32Array = new Float32Array();
      while (elapsedMs.length < count && (elapsedMs.at(-1) ?? 0) <= giveUpMs) {
        const startedAt = performance.now();
        logits = await inTurn(() => loaded().logits(input));
        elapsedMs.push(performance.now() - startedAt);
      }
      return { elapsedMs, logits };
    }),

  explain: (picture, classes) =>
    outcome(async () => {
      const { rgba, width, height } = await decodePicture(opened(), picture);
      const input = loaded().preprocess(rgba, width, height);
      return inTurn(() => loaded().explain(input, width, height, Uint32Array.from(classes)));
    }),

  checkMap: (picture, map, job, report) =>
    outcome(async () => {
      const input = await prepare(picture);
      const ask = (inputs: Float32Array) => inTurn(() => loaded().logits(inputs));
      return checkMap(opened(), input, loaded().inputSide(), map, { ask, batch: CHECK_BATCH, job, report });
    }),

  cancelJob: (job) => outcome(async () => (cancelJob(job), null)),

  crash: async () => opened().crash(),
};

async function prepare(picture: Blob): Promise<Float32Array> {
  const { rgba, width, height } = await decodePicture(opened(), picture);
  return loaded().preprocess(rgba, width, height);
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastInLine.then(work);
  lastInLine = turn.catch(() => undefined);
  return turn;
}

function opened(): Runtime {
  if (!runtime) throw new CodedError('engine.unexpected', 'open() comes first');
  return runtime;
}

function loaded(): Classifier {
  if (!classifier) throw new CodedError('engine.unexpected', 'load() comes first');
  return classifier;
}

expose(service);
