//! Pixels of both signs as bytes, each pixel by a scale of its own.

use super::super::{Rows, load};
use super::arithmetic::{Opaque, REACH, ROUNDING, ZERO, integers_as_bytes};
use wide::bytemuck::cast;
use wide::{f32x4, i32x4};

/// Pixels as bytes: a value is (byte − 64) · step, where the step is its pixel's.
#[derive(Debug, Clone, Default)]
pub struct BytePixels {
    bytes: Vec<u8>,
    steps: Vec<f32>,
    has_nonsense: bool,
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
        let opaque = Opaque::new();
        let rows = map.chunks_exact(channels).zip(self.bytes.chunks_exact_mut(channels));
        for ((row, bytes), step) in rows.zip(&mut self.steps) {
            *step = round_row(row, bytes, opaque);
            self.has_nonsense |= !step.is_finite();
        }
    }

    /// Whether anything that was rounded since [`Self::forget_nonsense`] was no number. No byte stands for that, so it
    /// would pass as one.
    pub fn has_nonsense(&self) -> bool {
        self.has_nonsense
    }

    /// Before another picture.
    pub fn forget_nonsense(&mut self) {
        self.has_nonsense = false;
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

    /// The bytes and steps of `count` pixels from `first` on, which lie in one part.
    pub(super) fn line(&self, mut first: usize, count: usize) -> (&'a [u8], &'a [f32]) {
        for (bytes, steps) in self.bytes.iter().zip(self.steps) {
            if first < steps.len() {
                let bytes = &bytes[first * self.channels..][..count * self.channels];
                return (bytes, &steps[first..][..count]);
            }
            first -= steps.len();
        }
        (&[], &[])
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
fn round_row(row: &[f32], bytes: &mut [u8], opaque: Opaque) -> f32 {
    let fours = row.as_chunks::<4>().0;
    // Without their sign, the bits of floats are in the order of the floats, infinity and no number (NaN) behind them.
    let mut largest = i32x4::splat(0);
    for four in fours {
        largest = largest.max(cast::<f32x4, i32x4>(load(four)) & i32x4::splat(i32::MAX));
    }
    let [a, b, c, d] = largest.to_array();
    let largest = f32::from_bits(a.max(b).max(c).max(d).cast_unsigned());
    let per_unit = REACH / largest;
    // Nothing but zeros, or next to nothing.
    let per_unit = f32x4::splat(if per_unit.is_finite() { per_unit } else { 0.0 });
    // In a float of this size the last bits are the integer.
    let shift = f32x4::splat(ROUNDING + ZERO as f32);
    let round = |four: &[f32; 4]| load(four) * per_unit + shift;
    let sixteen = |at: usize, bytes: &mut [u8]| {
        let values = std::array::from_fn(|index| round(&fours[at + index]));
        bytes[4 * at..][..16]
            .copy_from_slice(&cast::<_, [u8; 16]>(integers_as_bytes(values, opaque)));
    };
    if fours.len() >= 4 {
        for at in (0..fours.len() - 3).step_by(4) {
            sixteen(at, bytes);
        }
        if !fours.len().is_multiple_of(4) {
            // Rounding a few values again is cheaper than rounding the rest one by one.
            sixteen(fours.len() - 4, bytes);
        }
    } else {
        for (four, target) in fours.iter().zip(bytes.as_chunks_mut::<4>().0) {
            *target = cast::<f32x4, [i32; 4]>(round(four)).map(|bits| bits as u8);
        }
    }
    largest / REACH
}
