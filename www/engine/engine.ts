/** The engine: loads the model, predicts on the first device that can, keeps the faster one. */
import type { ModelCard } from './worker/service.js';
import { probeAdapter, type AdapterProbe } from './adapter.js';
import { cancelled, CodedError, codeOf, logFault, toCodedError } from '../shared/errors.js';
import { isBeingCompiled, whenCompiled } from '../shared/first-page.js';
import { MODEL_SIZE_BYTES, downloadModel } from '../shared/model-download.js';
import { ModelWorkerClient } from './model-worker-client.js';
import { recallDevice, rememberDevice, type RememberedDevice } from './remembered-device.js';
import { agree, timeDevice } from './timing.js';
import type {
  Classification,
  ClassifyOptions,
  DeviceChoice,
  DeviceKind,
  DeviceReason,
  Engine,
  EngineStatus,
  Explanation,
  LongCall,
  MaskCheckResult,
} from './types.js';

const INITIAL_STATUS: EngineStatus = {
  phase: 'loading',
  download: null,
  device: null,
  numThreads: 1,
  reason: null,
  timings: {},
  adapterName: null,
  isTuning: false,
  error: null,
  model: null,
};

/** The result for a browser whose WebGPU fails at the first question. */
const NO_ADAPTER: AdapterProbe = { isAvailable: false, reason: 'no-adapter' };

/** Tuning waits until nobody has asked anything for this long: it takes the whole machine. */
const QUIET_BEFORE_TUNING_MS = 1000;

/** Makes an engine and starts loading at once. */
export function createEngine(options: { device: DeviceChoice }): Engine {
  return new ModelEngine(options.device);
}

class ModelEngine extends EventTarget implements Engine {
  readonly #choice: DeviceChoice;
  #status = INITIAL_STATUS;
  /** Fetched once for all devices and restarts; forgotten when it fails. */
  #model: Promise<Blob> | null = null;
  #workers: Partial<Record<DeviceKind, ModelWorkerClient>> = {};
  /** Settles when the first device predicts or nothing can. */
  #started: Promise<void>;
  /** The end of the line of pictures: a worker takes one at a time. */
  #lastInLine: Promise<unknown> = Promise.resolve();
  #lastAskedAt = 0;
  /** The last explanation that was asked for. It stands in no line: the worker takes pictures in between. */
  #lastExplained: Promise<unknown> = Promise.resolve();
  /** The change to the CPU that is under way: a lost device is noticed in several places. */
  #fallingBack: Promise<void> | null = null;
  /** A restart makes what an earlier start still has under way pointless. */
  #generation = 0;

  constructor(choice: DeviceChoice) {
    super();
    this.#choice = choice;
    this.#started = this.#start();
  }

  get status(): EngineStatus {
    return this.#status;
  }

  classify(picture: Blob, { top = 5, signal }: ClassifyOptions = {}): Promise<Classification> {
    const turn = this.#lastInLine.then(async () => {
      if (signal?.aborted) throw cancelled();
      await this.#started;
      if (signal?.aborted) throw cancelled();
      return this.#ask(async (worker) => ({ ...(await worker.calls.classify(picture, top)), device: worker.device }));
    });
    // The caller hears of the failure; the next in line only waits.
    this.#lastInLine = turn.catch(() => undefined);
    return signal ? Promise.race([turn, rejectionOf(signal)]) : turn;
  }

  explain(picture: Blob, classes: number[]): Promise<Explanation[]> {
    return this.#explaining(() => this.#ask((worker) => worker.calls.explain(picture, classes)));
  }

  checkMap(picture: Blob, map: Explanation, options: LongCall = {}): Promise<MaskCheckResult> {
    return this.#explaining(() => this.#ask((worker) => worker.calls.checkMap(picture, map, options)));
  }

  async restart(): Promise<void> {
    this.#stopWorkers();
    this.#update({ ...INITIAL_STATUS });
    this.#started = this.#start();
    await this.#started;
  }

  dispose(): void {
    this.#generation += 1;
    this.#stopWorkers();
  }

  async #explaining<T>(work: () => Promise<T>): Promise<T> {
    await this.#started;
    const explained = work();
    // The caller hears of the failure; tuning only waits for the end.
    this.#lastExplained = Promise.all([this.#lastExplained, explained]).catch(() => undefined);
    return explained;
  }

  /** Asks the device that predicts now. */
  async #ask<T>(work: (worker: ModelWorkerClient) => Promise<T>): Promise<T> {
    // A device lost between two pictures: the next one waits for the CPU and is not blamed.
    await this.#fallingBack;
    const { device } = this.#status;
    const worker = device && this.#workers[device];
    if (!worker) {
      throw this.#status.error ?? new CodedError('engine.crashed', 'no device answers');
    }
    try {
      return await work(worker);
    } catch (error) {
      if (worker.device !== 'webgpu' || !isEndOfDevice(error)) throw error;
      // The picture is still here: the CPU makes the prediction that the lost device owes.
      await this.#fallBackToCpu(error.code === 'device.lost' ? 'device-lost' : 'gpu-failed');
      return await this.#ask(work);
    } finally {
      this.#lastAskedAt = performance.now();
    }
  }

  /** Never rejects: what goes wrong is in the status. */
  async #start(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    try {
      if (this.#choice === 'webgpu') await this.#startWithWebGpu(generation);
      else await this.#use('cpu', this.#choice === 'cpu' ? 'forced' : 'first-to-answer');
      if (this.#choice === 'auto') void this.#tune(generation);
    } catch (error) {
      this.#update({ phase: 'failed', download: null, error: toCodedError(error) });
    }
  }

  async #startWithWebGpu(generation: number): Promise<void> {
    const adapter = await probeAdapter().catch(() => NO_ADAPTER);
    if (!adapter.isAvailable) return this.#use('cpu', adapter.reason);
    this.#update({ adapterName: adapter.name });
    if (await isBeingCompiled('webgpu')) {
      await this.#use('cpu', 'gpu-compiling');
      void this.#changeOnceCompiled(generation);
      return;
    }
    try {
      await this.#use('webgpu', 'forced');
    } catch (error) {
      // The weights are the same for every device: the CPU would not read them any better.
      if (codeOf(error)?.startsWith('model.')) throw error;
      logFault(error);
      await this.#fallBackToCpu('gpu-failed');
    }
  }

  /** WebGPU was chosen while its module is still being compiled: the CPU predicts until it is there. */
  async #changeOnceCompiled(generation: number): Promise<void> {
    await whenCompiled('webgpu');
    if (generation !== this.#generation) return;
    try {
      await this.#use('webgpu', 'forced');
    } catch (error) {
      // The CPU goes on predicting.
      logFault(error);
      this.#dropWebGpu();
      this.#update({ reason: 'gpu-failed' });
    }
  }

  /** Loads the model on `device` and lets it predict. */
  async #use(device: DeviceKind, reason: DeviceReason): Promise<void> {
    const card = await this.#load(device);
    this.#lastAskedAt = performance.now();
    const { numThreads = 1 } = this.#workers.cpu ?? {};
    this.#update({ phase: 'ready', download: null, error: null, device, numThreads, reason, model: info(card) });
  }

  async #load(device: DeviceKind): Promise<ModelCard> {
    try {
      return await this.#startWorker(device, this.#fetchedModel());
    } catch (error) {
      if (codeOf(error) !== 'model.damaged') throw error;
      return this.#startWorker(device, this.#download(true));
    }
  }

  #fetchedModel(): Promise<Blob> {
    return this.#model ?? this.#download(false);
  }

  #download(isFresh: boolean): Promise<Blob> {
    const onProgress = (loadedBytes: number): void =>
      this.#update({ download: { loadedBytes, totalBytes: MODEL_SIZE_BYTES } });
    const model = downloadModel({ isFresh, onProgress });
    this.#model = model;
    // Those who wait for it hear of the failure; the next one is to try again.
    model.catch(() => {
      if (this.#model === model) this.#model = null;
    });
    return model;
  }

  async #startWorker(device: DeviceKind, model: Promise<Blob>): Promise<ModelCard> {
    this.#workers[device]?.terminate();
    const worker = new ModelWorkerClient(device);
    this.#workers[device] = worker;
    worker.onEnd = (error) => void this.#onWorkerEnd(worker, error);
    try {
      return await worker.start(model);
    } catch (error) {
      worker.terminate();
      if (this.#workers[device] === worker) delete this.#workers[device];
      throw error;
    }
  }

  async #onWorkerEnd(worker: ModelWorkerClient, error: CodedError): Promise<void> {
    if (this.#workers[worker.device] === worker) delete this.#workers[worker.device];
    if (this.#status.phase !== 'ready' || this.#status.device !== worker.device) return;
    if (worker.device === 'cpu') {
      this.#update({ phase: 'crashed', device: null, error });
    } else {
      await this.#fallBackToCpu(error.code === 'device.lost' ? 'device-lost' : 'gpu-failed');
    }
  }

  #fallBackToCpu(reason: DeviceReason): Promise<void> {
    this.#fallingBack ??= this.#changeToCpu(reason).finally(() => {
      this.#fallingBack = null;
    });
    return this.#fallingBack;
  }

  async #changeToCpu(reason: DeviceReason): Promise<void> {
    this.#dropWebGpu();
    if (this.#status.device === 'cpu') return;
    try {
      if (this.#workers.cpu) this.#update({ device: 'cpu', reason });
      else await this.#use('cpu', reason);
    } catch (error) {
      this.#update({ phase: 'failed', device: null, error: toCodedError(error) });
    }
  }

  /** Loads WebGPU behind the CPU, times both on this model, and keeps the faster. */
  async #tune(generation: number): Promise<void> {
    const isStale = (): boolean => generation !== this.#generation || this.#status.phase !== 'ready';
    const adapter = await probeAdapter().catch(() => NO_ADAPTER);
    if (isStale()) return;
    if (!adapter.isAvailable) return this.#update({ reason: adapter.reason });
    this.#update({ adapterName: adapter.name });
    const remembered = recallDevice(adapter.key);
    if (remembered?.device === 'cpu') {
      return this.#update({ reason: 'remembered', timings: remembered.timings });
    }
    if (!remembered && savesData()) return this.#update({ reason: 'gpu-disabled-to-save-data' });
    if (await isBeingCompiled('webgpu')) {
      this.#update({ reason: 'gpu-compiling' });
      await whenCompiled('webgpu');
      if (isStale()) return;
      this.#update({ reason: 'first-to-answer' });
    }

    this.#update({ isTuning: true });
    try {
      await this.#quiet();
      if (isStale()) return;
      if (remembered) await this.#useRemembered(remembered, isStale);
      else await this.#compare(adapter, isStale);
    } catch (error) {
      // Tuning is a favour. Whatever ends it, the CPU goes on predicting.
      logFault(error);
      if (!isStale() && this.#status.device === 'cpu') this.#update({ reason: 'gpu-failed' });
    } finally {
      if (!isStale()) {
        if (this.#status.device === 'cpu') this.#dropWebGpu();
        this.#update({ isTuning: false });
      }
    }
  }

  /** Changes to WebGPU, which was faster here before, once its shaders are compiled. */
  async #useRemembered({ timings }: RememberedDevice, isStale: () => boolean): Promise<void> {
    await this.#startWorker('webgpu', this.#fetchedModel());
    await this.#workers.webgpu?.calls.time(1, Infinity);
    if (!isStale()) this.#update({ device: 'webgpu', reason: 'remembered', timings });
  }

  async #compare(adapter: Extract<AdapterProbe, { isAvailable: true }>, isStale: () => boolean): Promise<void> {
    const { cpu: cpuWorker } = this.#workers;
    if (!cpuWorker) return;
    const onCpu = await timeDevice(cpuWorker, Infinity);
    await this.#startWorker('webgpu', this.#fetchedModel());
    const gpuWorker = this.#workers.webgpu;
    if (!gpuWorker || isStale()) return;
    await this.#quiet();
    const onWebGpu = await timeDevice(gpuWorker, onCpu.medianMs);
    if (isStale()) return;
    if (!agree(onCpu.logits, onWebGpu.logits)) {
      throw new CodedError('engine.unexpected', 'WebGPU computes other answers than the CPU');
    }

    const [cpu, webgpu] = [onCpu.medianMs, onWebGpu.medianMs];
    const timings = { cpu, webgpu };
    const device = webgpu < cpu ? 'webgpu' : 'cpu';
    rememberDevice(adapter.key, { device, timings });
    if (device === 'webgpu') return this.#update({ device, reason: 'measured-faster', timings });
    this.#update({ timings, reason: adapter.isSoftware ? 'adapter-software' : 'gpu-slower' });
  }

  async #quiet(): Promise<void> {
    for (;;) {
      await Promise.all([this.#lastInLine, this.#lastExplained]);
      const remaining = this.#lastAskedAt + QUIET_BEFORE_TUNING_MS - performance.now();
      if (remaining <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, remaining));
    }
  }

  #dropWebGpu(): void {
    this.#workers.webgpu?.terminate();
    delete this.#workers.webgpu;
  }

  #stopWorkers(): void {
    for (const worker of Object.values(this.#workers)) worker.terminate();
    this.#workers = {};
  }

  #update(change: Partial<EngineStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.dispatchEvent(new Event('status'));
  }
}

function info(card: ModelCard): EngineStatus['model'] {
  const { name, licence, version, numParameters, numClasses, floatType } = card;
  const bitsPerWeight = floatType.includes('i8') ? 8 : floatType.includes('f16') ? 16 : 32;
  return { name, licence, version, numClasses, numParameters, bitsPerWeight, sizeBytes: MODEL_SIZE_BYTES };
}

function isEndOfDevice(error: unknown): error is CodedError {
  return ['device.lost', 'engine.crashed'].includes(codeOf(error) ?? '');
}

/** The reader asked the browser to fetch less. */
function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData ?? false;
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(cancelled()), { once: true });
  });
}
