/** Whether this browser has relaxed SIMD, and it computes what it should. */

/**
 * A module of one function: each byte of `a` times each of `b`, in sums of four, and `c`.
 *
 *     (func (export "") (param i32 i32 i32) (result i32)
 *       local.get 0  i8x16.splat  local.get 1  i8x16.splat  local.get 2  i32x4.splat
 *       i32x4.relaxed_dot_i8x16_i7x16_add_s  i32x4.extract_lane 0)
 */
const PROBE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x08, 0x01, 0x60, 0x03, 0x7f, 0x7f, 0x7f, 0x01, 0x7f],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x07, 0x04, 0x01, 0x00, 0x00, 0x00],
  ...[0x0a, 0x16, 0x01, 0x14, 0x00],
  ...[0x20, 0x00, 0xfd, 0x0f, 0x20, 0x01, 0xfd, 0x0f, 0x20, 0x02, 0xfd, 0x11],
  ...[0xfd, 0x93, 0x02, 0xfd, 0x1b, 0x00, 0x0b],
);

/** Older engines have it without offering it, and one of them adds twice: so it is tried, not only validated. */
export function hasRelaxedSimd(): boolean {
  if (!WebAssembly.validate(PROBE)) return false;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(PROBE));
  const dot = exports[''] as (a: number, b: number, c: number) => number;
  return dot(-128, 127, 1000) === 4 * -128 * 127 + 1000;
}
