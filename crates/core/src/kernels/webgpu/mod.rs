//! Kernels of our own for WebGPU: WGSL text with named sizes, and what compiles it.
//!
//! Feature maps are in the order `[height, width, channels]` here as well, in vectors of four channels, and the weights
//! of a 1 × 1 convolution `[in, out]`: then neighbouring invocations read neighbouring memory. What a kernel must give
//! is defined by the plain loops of its tests, which run on any adapter, SwiftShader among them.

mod hardware;
pub mod inference;
mod kernel;
mod pipelines;
mod read;
mod template;
#[cfg(all(feature = "webgpu", feature = "train"))]
pub(crate) mod training;

pub use hardware::Hardware;
pub use kernel::Kernel;
pub use pipelines::Pipelines;
pub use read::read;
pub use template::{Size, expand};
