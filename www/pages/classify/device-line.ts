/** The device that runs the model, the reason for it, and the way to choose another. */
import type { DeviceChoice, EngineStatus } from '../../engine/index.js';
import { formatDuration } from '../../shared/i18n/format.js';
import { t } from '../../shared/i18n/index.js';
import { el } from '../../shared/dom.js';

const choices: readonly DeviceChoice[] = ['auto', 'cpu', 'webgpu'];

/** The device that the page's address asks for. */
export function deviceChoice(search: string): DeviceChoice {
  const asked = new URLSearchParams(search).get('device');
  return choices.find((choice) => choice === asked) ?? 'auto';
}

/** The sentences about the device, for instance "Running on the CPU. It is faster here than WebGPU." */
export function deviceSentences(status: EngineStatus): string[] {
  const { device, numThreads, reason, timings, adapterName } = status;
  if (device === null) return status.phase === 'loading' ? [t('device.none')] : [];
  const adapter = adapterName || t('device.adapter.unknown');
  const isNamedGpu = device === 'webgpu' && adapterName;
  const runs = device === 'cpu' && numThreads > 1 ? 'device.runs.cpu.threads' : (`device.runs.${device}` as const);
  const sentences = [t(isNamedGpu ? 'device.runs.webgpu.named' : runs, { adapter, threads: numThreads })];
  if (reason !== null) sentences.push(t(`device.reason.${reason}`, { adapter }));
  if (timings.cpu !== undefined && timings.webgpu !== undefined) {
    const params = { cpu: formatDuration(timings.cpu), webgpu: formatDuration(timings.webgpu) };
    sentences.push(t('device.timings', params));
  }
  if (status.isTuning) sentences.push(t('device.tuning'));
  return sentences;
}

/** Fills `list` with links that load the page with another device and keep the rest of its address. */
export function renderDeviceChoices(list: HTMLElement, address: URL): void {
  const chosen = deviceChoice(address.search);
  const items = choices.map((choice) => {
    const target = new URL(address);
    target.searchParams.set('device', choice);
    const link = el('a', { text: t(`device.choice.${choice}`), attributes: { href: target.href } });
    if (choice === chosen) link.setAttribute('aria-current', 'true');
    return el('li', {}, link);
  });
  list.replaceChildren(...items);
}
