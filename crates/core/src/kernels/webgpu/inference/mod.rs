//! The layers of a network that only answers: bias, activation and the residual sum are done while a value is still in
//! a register, as in the fused kernels of the CPU.
//!
//! Each layer says in its sizes what it computes and chooses by itself how the work is divided.

mod average;
mod depthwise;
mod matrix;
mod pointwise;
mod stem;
#[cfg(test)]
mod tests;

pub use average::Average;
pub use depthwise::Depthwise;
pub use matrix::{Matrix, MatrixForm};
pub use pointwise::{Division, Pointwise};
pub use stem::Stem;

/// Invocations in a workgroup: what the cards of all makers fill their units with.
const THREADS: usize = 64;

/// The workgroups that `count` invocations need.
fn workgroups(count: usize) -> u32 {
    u32::try_from(count.div_ceil(THREADS)).unwrap_or(u32::MAX)
}

/// The largest divisor of `count` that is at most `most`: a tile of this length leaves nothing over.
fn largest_divisor(count: usize, most: usize) -> usize {
    (1..=most.max(1)).rev().find(|size| count.is_multiple_of(*size)).unwrap_or(1)
}
