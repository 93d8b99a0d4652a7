//! ReLU, and the largest of a window's four values.

use wide::f32x4;

/// What stands for the place of a window's largest value when ReLU stops it.
pub(super) const STOPPED: i32 = 4;

/// The result of a window, and which of its four values it is; [`STOPPED`] where it is 0.
///
/// Of equal values the first one is taken. A value that is no number may be lost beside others that are; a run that
/// diverges has them everywhere.
#[inline(always)]
pub(super) fn pool(values: [f32x4; 4]) -> (f32x4, [i32; 4]) {
    let [a, b, c, d] = values;
    let largest = a.fast_max(b).fast_max(c.fast_max(d));
    let number = |number: i32| f32x4::splat(number as f32);
    let place = c.simd_eq(largest).bitselect(number(2), number(3));
    let place = b.simd_eq(largest).bitselect(number(1), place);
    let place = a.simd_eq(largest).bitselect(number(0), place);
    let stopped = largest.simd_le(number(0));
    let place = stopped.bitselect(number(STOPPED), place);
    (stopped.bitselect(number(0), largest), place.fast_trunc_int().to_array())
}
