//! The layers of a network of 8-bit weights with one byte for each activation, of which 7 bits are used.
//!
//! Between the expanding and the projecting layer of a block all values are those of ReLU6: a byte counts steps of
//! 6/127. What goes from block to block stays in floats, to which each block adds. Into an expanding layer each pixel
//! is rounded by a scale of its own, with 64 for zero. The sums of products are exact integers, and what is computed
//! with floats around them is one multiplication or addition at a time: a network gives the same bits on every
//! processor and in every browser, on any number of threads. `definition` says in a few lines what each layer
//! computes.
//!
//! With 8 bits for activations the fastest instructions of some processors saturate; 7 cost the same time.

mod arithmetic;
mod classifier;
mod depthwise;
mod dot;
mod expand;
mod matrix;
mod pixels;
mod row_quads;
mod stem;
mod to_floats;

#[cfg(any(test, feature = "kernel-check"))]
mod definition;
#[cfg(any(test, feature = "kernel-check"))]
mod tests;
#[cfg(feature = "kernel-check")]
pub use tests::check_kernels;

/// The name of this arithmetic, by which what was computed with it is told from other features of the same weights.
pub const NAME: &str = "one-byte";

pub use classifier::Classifier;
pub use depthwise::ByteDepthwise;
pub use expand::Expansion;
pub use matrix::QuadMap;
pub use pixels::{BytePixels, PixelBands};
pub use row_quads::{FourRows, RowQuads};
pub use stem::{PictureRows, Stem};
pub use to_floats::{LastConvolution, Projection};
