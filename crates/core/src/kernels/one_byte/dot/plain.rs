//! Bytes widened to 16 bits, whose pairs every processor multiplies and adds: simd128, SSE2 and NEON, in safe code.

use super::Dot;
use std::array::from_fn;
use wide::bytemuck::cast;
use wide::{i16x8, i32x4};

#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Plain;

impl Dot for Plain {
    /// Two pairs of activations widened to 16 bits.
    type Quad = [[i16; 2]; 2];
    type Weights = [i16x8; 2];
    type Spread = [i16x8; 2];
    type Values = [i16x8; 2];
    /// A sum of each pair of products: the first two channels' and the last two's.
    type Sums = [i32x4; 2];

    const MANY_SUMS: bool = false;
    const ZERO_QUAD: Self::Quad = [[0; 2]; 2];

    /// The first two inputs of all four outputs before the last two: widened, each half is one multiplication.
    fn place(output: usize, input: usize) -> usize {
        input / 2 * 8 + output * 2 + input % 2
    }

    #[inline(always)]
    fn quad(bytes: [u8; 4]) -> Self::Quad {
        let [a, b, c, d] = bytes.map(i16::from);
        [[a, b], [c, d]]
    }

    #[inline(always)]
    fn spread(quad: Self::Quad) -> [i16x8; 2] {
        quad.map(|pair| cast(i32x4::splat(cast(pair))))
    }

    #[inline(always)]
    fn weights(block: &[i8; 16]) -> [i16x8; 2] {
        [i16x8::new(from_fn(|i| block[i].into())), i16x8::new(from_fn(|i| block[i + 8].into()))]
    }

    #[inline(always)]
    fn add(sums: i32x4, weights: [i16x8; 2], values: [i16x8; 2]) -> i32x4 {
        sums + weights[0].dot(values[0]) + weights[1].dot(values[1])
    }

    #[inline(always)]
    fn values(bytes: &[u8; 16]) -> [i16x8; 2] {
        [i16x8::new(from_fn(|i| bytes[i].into())), i16x8::new(from_fn(|i| bytes[i + 8].into()))]
    }

    #[inline(always)]
    fn taps(block: &[i8; 16]) -> [i16x8; 2] {
        Self::weights(block)
    }

    #[inline(always)]
    fn no_sums() -> [i32x4; 2] {
        [i32x4::splat(0); 2]
    }

    #[inline(always)]
    fn add_channels(sums: [i32x4; 2], taps: [i16x8; 2], values: [i16x8; 2]) -> [i32x4; 2] {
        [sums[0] + taps[0].dot(values[0]), sums[1] + taps[1].dot(values[1])]
    }

    #[inline(always)]
    fn total(sums: [i32x4; 2]) -> i32x4 {
        let [[a, b, c, d], [e, f, g, h]] = sums.map(i32x4::to_array);
        i32x4::new([a + b, c + d, e + f, g + h])
    }
}
