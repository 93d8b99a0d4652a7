//! EfficientNet-Lite0: 4.65 million weights, 224 × 224 pixels, no squeeze-and-excitation, ReLU6.
//!
//! This file has the architecture as data ([`BLOCKS`]). From it are made the network as a Burn module, which
//! defines what is computed on any device, the same as fused steps for the CPU, and its ONNX form. [`TRANSFER`] and
//! [`FINE_TUNE`] are the networks that are trained over it. Batch normalisation is folded into the convolutions when
//! a checkpoint is converted, so every convolution here has a bias.
//!
//! Source: M. Tan, Q. V. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural
//! Networks", ICML 2019, arXiv:1905.11946; the Lite variant as in `tensorflow/tpu`
//! (`models/official/efficientnet/lite`).

mod checkpoint;
mod fine_tune;
mod fused;
mod head;
mod layer;
#[cfg(feature = "burn")]
mod module;
#[cfg(feature = "train")]
mod onnx;
mod transfer;
#[cfg(feature = "burn")]
mod unfrozen;
mod workspace;

pub use checkpoint::convert_checkpoint;
pub use fine_tune::{FINE_TUNE, NUM_UNFROZEN};
pub use fused::FusedEfficientNetLite0;
pub use layer::{Layer, NUM_ACTIVATIONS, UNFROZEN_BLOCK, UNFROZEN_SIDE};
#[cfg(feature = "burn")]
pub use module::{EfficientNetLite0, EfficientNetLite0Config};
pub use transfer::TRANSFER;
#[cfg(feature = "burn")]
pub use unfrozen::{unfrozen_features, unfrozen_map};

use super::Network;
use crate::format::BACKBONE_ARCHITECTURE;

/// The networks over its features; the network itself is not trained here.
pub(super) const NETWORKS: &[&dyn Network] = &[&transfer::Transfer, &fine_tune::FineTune];

/// The name in a model card.
pub const ARCHITECTURE: &str = BACKBONE_ARCHITECTURE;
/// Side of the input in pixels.
pub const INPUT_SIDE: usize = 224;
/// Channels after the first convolution (3 × 3, stride 2).
pub const STEM_CHANNELS: usize = 32;
/// Channels after the last convolution: the length of the features that transfer learning uses.
pub const NUM_FEATURES: usize = 1280;

/// One inverted-residual block: expand (1 × 1), depthwise, project (1 × 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockSpec {
    /// Side of the depthwise kernel.
    pub kernel: usize,
    /// Stride of the depthwise convolution.
    pub stride: usize,
    /// Expanded channels over incoming channels; at 1 there is no expanding convolution.
    pub expansion: usize,
    /// Channels that come in.
    pub in_channels: usize,
    /// Channels that go out.
    pub out_channels: usize,
}

impl BlockSpec {
    /// Channels of the depthwise convolution.
    pub const fn expanded_channels(&self) -> usize {
        self.in_channels * self.expansion
    }

    /// Whether the input is added to the output.
    pub const fn is_residual(&self) -> bool {
        self.stride == 1 && self.in_channels == self.out_channels
    }
}

const fn block(
    kernel: usize,
    stride: usize,
    expansion: usize,
    in_channels: usize,
    out_channels: usize,
) -> BlockSpec {
    BlockSpec { kernel, stride, expansion, in_channels, out_channels }
}

/// The sixteen blocks, first to last.
pub const BLOCKS: [BlockSpec; 16] = [
    block(3, 1, 1, 32, 16),
    block(3, 2, 6, 16, 24),
    block(3, 1, 6, 24, 24),
    block(5, 2, 6, 24, 40),
    block(5, 1, 6, 40, 40),
    block(3, 2, 6, 40, 80),
    block(3, 1, 6, 80, 80),
    block(3, 1, 6, 80, 80),
    block(5, 1, 6, 80, 112),
    block(5, 1, 6, 112, 112),
    block(5, 1, 6, 112, 112),
    block(5, 2, 6, 112, 192),
    block(5, 1, 6, 192, 192),
    block(5, 1, 6, 192, 192),
    block(5, 1, 6, 192, 192),
    block(3, 1, 6, 192, 320),
];

/// TensorFlow's SAME padding as (before, after), for an input length that the stride divides.
///
/// The total is `kernel − stride`, the odd pixel goes behind: (0, 1) for 3 at stride 2, (1, 2) for
/// 5 at stride 2, symmetric at stride 1.
pub const fn same_padding(kernel: usize, stride: usize) -> (usize, usize) {
    let total = kernel - stride;
    (total / 2, total - total / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_tensorflows() {
        assert_eq!(same_padding(3, 1), (1, 1));
        assert_eq!(same_padding(5, 1), (2, 2));
        assert_eq!(same_padding(3, 2), (0, 1));
        assert_eq!(same_padding(5, 2), (1, 2));
    }

    #[test]
    fn blocks_join_up() {
        let mut channels = STEM_CHANNELS;
        for block in BLOCKS {
            assert_eq!(block.in_channels, channels);
            channels = block.out_channels;
        }
        assert_eq!(channels, 320);
    }
}
