/** npm's package, which is only in the packed folder (scripts/gpu-check.mjs). */
declare module 'webgpu' {
  /** A `navigator.gpu` with these flags of Dawn. */
  export function create(flags: string[]): GPU;
  /** What a browser has as globals: `GPUBufferUsage` and the rest. */
  export const globals: Record<string, unknown>;
}
