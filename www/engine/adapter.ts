/** The graphics adapter that the browser offers, asked for before two megabytes are fetched for it. */

export type AdapterProbe =
  | { isAvailable: true; name: string; key: string; isSoftware: boolean }
  | { isAvailable: false; reason: 'no-webgpu-api' | 'no-adapter' };

export async function probeAdapter(): Promise<AdapterProbe> {
  // Absent on plain http and in browsers without WebGPU, whatever the types say.
  const gpu = navigator.gpu as GPU | undefined;
  if (!gpu) return { isAvailable: false, reason: 'no-webgpu-api' };
  // A browser that fails at the question has none to offer.
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { isAvailable: false, reason: 'no-adapter' };
  // Chromium before 127 has no `info`.
  const info = (adapter.info ?? {}) as Partial<GPUAdapterInfo> & { isFallbackAdapter?: boolean };
  const { vendor = '', architecture = '', device = '', description = '' } = info;
  const isFallback = info.isFallbackAdapter ?? false;
  const parts = [vendor, architecture, device, description].filter(Boolean);
  return {
    isAvailable: true,
    name: description || [vendor, architecture].filter(Boolean).join(' ') || 'WebGPU',
    key: parts.join('|'),
    isSoftware: isFallback || /swiftshader|llvmpipe|lavapipe|basic render/i.test(parts.join(' ')),
  };
}
