//! The layers we make faster than the framework's: here for inference on the CPU, on one thread or with the
//! feature `threads` on several ([`as_team`]); in `webgpu` for graphics cards.
//!
//! Everything here works on feature maps in the order `[height, width, channels]` (NHWC), so that
//! the innermost loop runs over channels and a 1 × 1 convolution is a plain matrix product. Bias, activation and
//! the residual sum are done while a value is still in a register. The caller owns the buffers; a
//! call allocates its scratch, a row of the picture at most.
//!
//! What a kernel must give is defined by plain loops (`one_byte::definition`), and the network as a whole is compared
//! with Burn's layers. The kernels of training, for all devices, are in `training`, and lie channels first as Burn's
//! tensors do.

#[cfg(feature = "threads")]
mod barrier;
mod feature_map;
pub mod one_byte;
mod pool;
mod rows;
#[cfg(feature = "threads")]
mod sync;
mod team;
#[cfg(feature = "train")]
pub(crate) mod training;
#[cfg(any(test, feature = "kernel-check"))]
pub(crate) mod unordered;
mod warm_up;
#[cfg(feature = "wgpu")]
pub mod webgpu;

#[cfg(feature = "kernel-check")]
pub use one_byte::check_kernels;

pub use feature_map::{Border, FeatureMap};
pub use pool::global_average;
pub use rows::Rows;
pub use team::{Member, as_team, report_lost_thread, share, team_size};
pub use warm_up::warm_up;

use wide::f32x4;

/// The function that is applied to every output of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    None,
    /// min(max(x, 0), 6). Source: A. Krizhevsky, "Convolutional Deep Belief Networks on CIFAR-10", 2010.
    Relu6,
}

impl Activation {
    /// The activation as a pair of bounds, so that the inner loops have one form without a branch.
    #[inline(always)]
    fn bounds(self) -> (f32x4, f32x4) {
        match self {
            Self::None => (f32x4::splat(f32::NEG_INFINITY), f32x4::splat(f32::INFINITY)),
            Self::Relu6 => (f32x4::splat(0.0), f32x4::splat(6.0)),
        }
    }
}

/// Four consecutive values as a vector.
#[inline(always)]
fn load(values: &[f32]) -> f32x4 {
    f32x4::from([values[0], values[1], values[2], values[3]])
}

/// A vector into four consecutive places.
#[inline(always)]
fn store(target: &mut [f32], vector: f32x4) {
    target[..4].copy_from_slice(&vector.to_array());
}
