//! Numbers as 7-bit integers: what a byte stands for, and how it is rounded.
//!
//! All of it is plain multiplication and addition of floats, one rounding each, so that every engine and every
//! processor comes to the same bits.

use wide::bytemuck::cast;
use wide::{f32x4, i16x8, i32x4, i32x8, u8x16};

/// The largest byte.
pub(super) const LARGEST: f32 = 127.0;
/// The bytes of an activation between 0 and 6 count steps of this size.
pub(super) const RELU6_STEP: f32 = 6.0 / LARGEST;
/// The byte that stands for zero among values of both signs.
pub(super) const ZERO: i32 = 64;
/// Steps from zero to the largest value of either sign.
pub(super) const REACH: f32 = 63.0;

/// 1.5 · 2²³, where a float's last bit is worth one: adding it rounds to the nearest integer (to the even one of two),
/// which is then found in the lower bits. Conversions of wasm also look for NaN, which takes them longer.
pub(super) const ROUNDING: f32 = 12_582_912.0;
const ROUNDING_BITS: i32 = ROUNDING.to_bits().cast_signed();

/// The nearest integers, of numbers within ±2²². Above them the result is a large integer still, from −3 · 2²³ down it may
/// be any: no network has such sums, but a file that was made for it.
#[inline(always)]
pub(super) fn rounded(values: f32x4) -> i32x4 {
    cast::<f32x4, i32x4>(values + f32x4::splat(ROUNDING)) - i32x4::splat(ROUNDING_BITS)
}

/// Sixteen integers as bytes from 0 to `largest`, which is 127 eight times over, and which a compiler must not know:
/// LLVM makes one conversion of the two, that no processor has, where nothing is between them.
#[inline(always)]
pub(super) fn to_bytes([a, b, c, d]: [i32x4; 4], largest: i16x8) -> u8x16 {
    let halves = [[a, b], [c, d]]
        .map(|pair| i16x8::from_i32x8_saturate(cast::<[i32x4; 2], i32x8>(pair)).min(largest));
    u8x16::narrow_i16x8(halves[0], halves[1])
}

/// What [`to_bytes`] takes.
#[inline(always)]
pub(super) fn largest_byte() -> i16x8 {
    i16x8::splat(std::hint::black_box(127))
}

/// A byte of each of `ROWS` vectors: `[4 lanes][4 bytes]`, zeros behind the last vector's.
#[inline(always)]
pub(super) fn interleaved<const ROWS: usize>(rows: [f32x4; ROWS]) -> i32x4 {
    const { assert!(ROWS <= 4) };
    let mut words = i32x4::splat(const { all_rounding_bits(ROWS) });
    for (row, values) in rows.into_iter().enumerate() {
        let limited = values.fast_max(f32x4::splat(0.0)).fast_min(f32x4::splat(LARGEST));
        let bits: i32x4 = cast(limited + f32x4::splat(ROUNDING));
        // The bits above the byte are those of ROUNDING, taken off together.
        words += bits << (8 * row as i32);
    }
    words
}

/// What cancels the bits of [`ROUNDING`] in so many rows.
const fn all_rounding_bits(rows: usize) -> i32 {
    let mut bits = 0_i32;
    let mut row = 0;
    while row < rows {
        bits = bits.wrapping_sub(ROUNDING_BITS << (8 * row));
        row += 1;
    }
    bits
}
