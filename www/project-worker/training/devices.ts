/** The device of a run: the CPU, or WebGPU where that was measured to be faster. */
import type { TrainingRun } from '../../generated/train/kiln.js';
import type { TrainingDevice, TrainingJob } from '../../storage/index.js';
import { CodedError, isCancelled, logFault } from '../../shared/errors.js';
import { isBeingCompiled } from '../../shared/first-page.js';
import { loadWebGpuTrainingRuntime, type TrainingRuntime } from '../../engine/worker/runtime.js';
import { opened } from '../state.js';

/** Below this it is over before WebGPU's module has arrived and its shaders are compiled. */
const WORTH_MEASURING_MS = 20_000;
/** The first step compiles, and is not counted. */
const MEASURED_STEPS = 3;

export interface DeviceRun {
  device: TrainingDevice;
  run: TrainingRun;
}

/** Begins a run on a device. */
export type Begin = (runtime: TrainingRuntime) => Promise<TrainingRun>;

let webGpu: Promise<TrainingRuntime> | null = null;

/** `onMeasuring` is told once it is about to be seen which device is faster. */
export async function beginOn(
  wanted: TrainingJob['device'],
  begin: Begin,
  onMeasuring: () => void,
): Promise<DeviceRun> {
  // A module that is still being compiled is not waited for.
  const canUseWebGpu = wanted !== 'cpu' && !(await isBeingCompiled('train-webgpu'));
  if (wanted === 'webgpu' && canUseWebGpu) return { device: 'webgpu', run: await begin(await openWebGpu()) };
  const onCpu: DeviceRun = { device: 'cpu', run: await begin(opened()) };
  if (!canUseWebGpu) return onCpu;
  onMeasuring();
  return fasterOf(onCpu, begin);
}

/** The steps that are measured are steps of the run: nothing is done in vain on the device that is kept. */
async function fasterOf(onCpu: DeviceRun, begin: Begin): Promise<DeviceRun> {
  if (!(await hasAdapter())) return onCpu;
  const onCpuMs = await measure(onCpu.run);
  if (onCpuMs < WORTH_MEASURING_MS) return onCpu;
  let onWebGpu: TrainingRun | null = null;
  try {
    onWebGpu = await begin(await openWebGpu());
    if ((await measure(onWebGpu)) < onCpuMs) {
      onCpu.run.free();
      return { device: 'webgpu', run: onWebGpu };
    }
  } catch (error) {
    // Measuring is a favour: whatever goes wrong with it, the CPU trains. Cancelling is meant for both.
    if (isCancelled(error)) {
      onCpu.run.free();
      throw error;
    }
    logFault(error);
  }
  onWebGpu?.free();
  return onCpu;
}

/** Milliseconds that the rest of the run will take. */
async function measure(run: TrainingRun): Promise<number> {
  const { shareDone: before } = await run.step(1);
  const startedAt = performance.now();
  let shareDone = before;
  for (let index = 0; index < MEASURED_STEPS; index += 1) {
    const step = await run.step(1);
    ({ shareDone } = step);
    if (step.state !== 'running') break;
  }
  const ms = performance.now() - startedAt;
  return shareDone > before ? (ms / (shareDone - before)) * (1 - shareDone) : 0;
}

async function hasAdapter(): Promise<boolean> {
  // Absent on plain http and in browsers without WebGPU, whatever the types say.
  const gpu = navigator.gpu as GPU | undefined;
  // A browser that fails at the question has none to offer.
  return Boolean(await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null));
}

async function openWebGpu(): Promise<TrainingRuntime> {
  if (!(await hasAdapter())) throw new CodedError('training.no-webgpu', 'there is no adapter');
  webGpu ??= loadWebGpuTrainingRuntime().catch((error: unknown) => {
    webGpu = null;
    throw error;
  });
  return webGpu;
}
