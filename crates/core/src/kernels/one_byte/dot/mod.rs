//! Sums of four products of bytes, the one thing that processors do differently.
//!
//! Every way to compute them gives the same integers: an activation has 7 bits, so that no pair of products overflows
//! 16 bits, which is where some instructions saturate. The folder is the only one with `unsafe`: what a processor
//! offers for this is not in the standard library's safe part.

mod plain;
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
mod relaxed;

pub(super) use plain::Plain;
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
pub(super) use relaxed::Relaxed;

use wide::i32x4;

/// The best that this build has.
#[cfg(not(all(target_arch = "wasm32", target_feature = "relaxed-simd")))]
pub(super) type Best = Plain;
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
pub(super) type Best = Relaxed;

/// A way to compute sums of products of bytes.
pub(super) trait Dot: Copy {
    /// Whether eight columns' sums of channels fit in registers.
    const MANY_SUMS: bool;
    /// A quad of zeros.
    const ZERO_QUAD: Self::Quad;

    /// Four activations of a pixel in the form in which they are read again and again.
    type Quad: Copy;
    /// Sixteen weights, ready to be multiplied.
    type Weights: Copy;
    /// Four activations, ready to be multiplied with each output's four weights.
    type Spread: Copy;
    /// Sixteen activations of four channels, ready to be multiplied.
    type Values: Copy;
    /// Sums of four channels while they grow.
    type Sums: Copy;

    /// The place of weight `input` (of four) of `output` (of four) among the sixteen of a block.
    fn place(output: usize, input: usize) -> usize;

    fn quad(bytes: [u8; 4]) -> Self::Quad;

    fn spread(quad: Self::Quad) -> Self::Spread;

    /// Sixteen weights in the order of [`Self::place`].
    fn weights(block: &[i8; 16]) -> Self::Weights;

    /// `sums` and, for each of four outputs, its four weights times the four activations.
    fn add(sums: i32x4, weights: Self::Weights, values: Self::Spread) -> i32x4;

    /// Sixteen activations, `[4 channels][4]`.
    fn values(bytes: &[u8; 16]) -> Self::Values;

    /// Sixteen weights, `[4 channels][4]`.
    fn taps(block: &[i8; 16]) -> Self::Weights;

    /// Sums of nothing.
    fn no_sums() -> Self::Sums;

    /// `sums` and, for each of four channels, its four weights times its four activations.
    fn add_channels(sums: Self::Sums, taps: Self::Weights, values: Self::Values) -> Self::Sums;

    /// The sum of each channel.
    fn total(sums: Self::Sums) -> i32x4;
}
