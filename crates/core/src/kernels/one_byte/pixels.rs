//! Pixels of both signs as bytes, each pixel by a scale of its own.

use super::super::{Rows, load};
use super::arithmetic::{REACH, ROUNDING, ZERO};
use wide::bytemuck::cast;
use wide::{f32x4, i16x8, i32x4, i32x8, u8x16};

/// Pixels as bytes: a value is (byte − 64) · step, where the step is its pixel's.
#[derive(Debug, Clone, Default)]
pub struct BytePixels {
    bytes: Vec<u8>,
    steps: Vec<f32>,
}

/// The pixels of several [`BytePixels`], one behind the other.
#[derive(Debug, Clone, Copy)]
pub struct PixelBands<'a> {
    /// The number of bytes in each pixel.
    pub channels: usize,
    /// The bytes of each part.
    pub bytes: &'a [&'a [u8]],
    /// The steps of each part, one a pixel.
    pub steps: &'a [&'a [f32]],
}

impl BytePixels {
    /// Takes the place of what was here before.
    ///
    /// # Shapes
    /// - `map`: `[pixels, channels]`, the channels in fours
    pub fn round(&mut self, map: &[f32], channels: usize) {
        assert!(channels.is_multiple_of(4), "channels in fours");
        self.bytes.resize(map.len(), 0);
        self.steps.resize(map.len() / channels, 0.0);
        let rows = map.chunks_exact(channels).zip(self.bytes.chunks_exact_mut(channels));
        for ((row, bytes), step) in rows.zip(&mut self.steps) {
            *step = round_row(row, bytes);
        }
    }

    /// The bytes, `[pixels, channels]`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The size of each pixel's steps.
    pub fn steps(&self) -> &[f32] {
        &self.steps
    }
}

impl<'a> PixelBands<'a> {
    #[inline(always)]
    pub(super) fn rows(&self) -> Rows<'a, u8> {
        Rows::Bands { channels: self.channels, parts: self.bytes }
    }

    #[inline(always)]
    pub(super) fn step(&self, mut pixel: usize) -> f32 {
        for steps in self.steps {
            if let Some(step) = steps.get(pixel) {
                return *step;
            }
            pixel -= steps.len();
        }
        0.0
    }
}

/// Returns the size of a step: the largest value is [`REACH`] of them.
fn round_row(row: &[f32], bytes: &mut [u8]) -> f32 {
    let fours = row.as_chunks::<4>().0;
    let mut largest = f32x4::splat(0.0);
    for four in fours {
        largest = largest.fast_max(load(four).abs());
    }
    let largest = largest.to_array().into_iter().fold(0.0_f32, f32::max);
    let per_unit = REACH / largest;
    // Nothing but zeros, or next to nothing.
    let per_unit = f32x4::splat(if per_unit.is_finite() { per_unit } else { 0.0 });
    // In a float of this size the last bits are the integer.
    let shift = f32x4::splat(ROUNDING + ZERO as f32);
    let low = i32x4::splat(0xff);
    let byte = |four: &[f32; 4]| cast::<f32x4, i32x4>(load(four) * per_unit + shift) & low;
    let narrow = |a, b| {
        i16x8::from_i32x8_saturate(cast::<[i32x4; 2], i32x8>([a, b]))
            .min(i16x8::splat(std::hint::black_box(127)))
    };
    let (sixteens, rest) = fours.as_chunks::<4>();
    let (targets, last) = bytes.split_at_mut(16 * sixteens.len());
    for ([a, b, c, d], target) in sixteens.iter().zip(targets.as_chunks_mut::<16>().0) {
        *target =
            u8x16::narrow_i16x8(narrow(byte(a), byte(b)), narrow(byte(c), byte(d))).to_array();
    }
    for (four, target) in rest.iter().zip(last.as_chunks_mut::<4>().0) {
        *target = byte(four).to_array().map(|byte| byte as u8);
    }
    largest / REACH
}
