/** Whether this browser has relaxed SIMD, and it computes what it should. */

/**
 * A module of one function: each byte of `a` times each of `b`, in sums of four, and `c`.
 *
 *     (func (export "") (param i32 i32 i32) (result i32)
 *       local.get 0  i8x16.splat  local.get 1  i8x16.splat  local.get 2  i32x4.splat
 *       i32x4.relaxed_dot_i8x16_i7x16_add_s  i32x4.extract_lane 0)
 */
const SECTIONS = [
  '0061736d01000000',
  '01080160037f7f7f017f',
  '03020100',
  '070401000000',
  '0a160114002000fd0f2001fd0f2002fd11fd9302fd1b000b',
];
const PROBE = Uint8Array.from(SECTIONS.join('').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

/** Older engines have it without offering it, and one of them adds twice: so it is tried, not only validated. */
export function hasRelaxedSimd(): boolean {
  if (!WebAssembly.validate(PROBE)) return false;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(PROBE));
  const dot = exports[''] as (a: number, b: number, c: number) => number;
  return dot(-128, 127, 1000) === 4 * -128 * 127 + 1000;
}
