//! Numbers as 7-bit integers: what a byte stands for, and how it is rounded.
//!
//! All of it is plain multiplication and addition of floats, one rounding each, so that every engine and every
//! processor comes to the same bits.

use std::hint::black_box;
use wide::bytemuck::cast;
use wide::{f32x4, i8x16, i16x8, i16x16, i32x4, i32x8, u8x16};

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

/// What a compiler must not know of making bytes: where it does, LLVM takes several steps for one, and has no
/// instruction then for what it made of them.
#[derive(Clone, Copy)]
pub(super) struct Opaque {
    zero: i16x8,
    /// Where in four times four bytes the first of each four are, then the second ones, and so on.
    places: u8x16,
}

impl Opaque {
    #[inline(always)]
    pub(super) fn new() -> Self {
        let places = [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15];
        Self { zero: i16x8::splat(black_box(0)), places: u8x16::new(black_box(places)) }
    }
}

/// Sixteen integers as bytes from 0 to 127.
#[inline(always)]
pub(super) fn to_bytes([a, b, c, d]: [i32x4; 4], opaque: Opaque) -> i8x16 {
    let halves = [[a, b], [c, d]]
        .map(|pair| i16x8::from_i32x8_saturate(cast::<[i32x4; 2], i32x8>(pair)).max(opaque.zero));
    i8x16::from_i16x16_saturate(cast::<[i16x8; 2], i16x16>(halves))
}

/// Integers from 0 to 255 that [`ROUNDING`] was added to, as bytes, the first vector's before the second one's.
#[inline(always)]
pub(super) fn integers_as_bytes(values: [f32x4; 4], opaque: Opaque) -> i8x16 {
    // What is above the bytes are the bits of ROUNDING, taken off together.
    let mut words = i32x4::splat(ROUNDING_BITS.wrapping_mul(0x0101_0101).wrapping_neg());
    for (index, values) in values.into_iter().enumerate() {
        words += cast::<f32x4, i32x4>(values) << (8 * index as i32);
    }
    transposed(cast(words), opaque)
}

/// Four times four bytes: the first of each four before the second ones.
#[inline(always)]
pub(super) fn transposed(bytes: i8x16, opaque: Opaque) -> i8x16 {
    if cfg!(target_arch = "wasm32") {
        bytes.shuffle_zeroing(opaque.places)
    } else {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = bytes.to_array();
        i8x16::new([a, e, i, m, b, f, j, n, c, g, k, o, d, h, l, p])
    }
}
