/** The faster device of an adapter, kept so that it is measured once and not at every visit. */
import type { DeviceKind } from './types.js';

const STORAGE_KEY = 'kiln.device';

/** Changes when a new build may be faster or slower: then it is measured again. */
declare const __KILN_VERSION__: string;

export interface RememberedDevice {
  device: DeviceKind;
  timings: Partial<Record<DeviceKind, number>>;
}

export function recallDevice(adapterKey: string): RememberedDevice | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null');
    if (!isRecord(stored) || stored['for'] !== scope(adapterKey)) return null;
    const { device, timings } = stored;
    if ((device !== 'cpu' && device !== 'webgpu') || !isRecord(timings)) return null;
    return { device, timings };
  } catch {
    // Storage may be forbidden, or hold what another version wrote: then it is measured again.
    return null;
  }
}

export function rememberDevice(adapterKey: string, { device, timings }: RememberedDevice): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ for: scope(adapterKey), device, timings }));
  } catch {
    // Without storage the next visit measures again; nothing else is lost.
  }
}

function scope(adapterKey: string): string {
  return `${__KILN_VERSION__} ${adapterKey} ${navigator.userAgent}`;
}

function isRecord(value: unknown): value is Record<string, never> {
  return typeof value === 'object' && value !== null;
}
