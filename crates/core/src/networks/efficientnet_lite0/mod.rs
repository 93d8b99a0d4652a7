//! EfficientNet-Lite0: 4.65 million weights, 224 × 224 pixels, no squeeze-and-excitation, ReLU6.
//!
//! The architecture is data ([`BLOCKS`]). From it are made the network as a Burn module, which
//! defines what is computed on any device, the same as fused steps for the CPU, and its forms in ONNX and Keras. [`TRANSFER`] and
//! [`FINE_TUNE`] are the networks that are trained over it. Batch normalisation is folded into the convolutions when
//! a checkpoint is converted, so every convolution here has a bias.
//!
//! Source: M. Tan, Q. V. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural
//! Networks", ICML 2019, arXiv:1905.11946; the Lite variant as in `tensorflow/tpu`
//! (`models/official/efficientnet/lite`).

mod checkpoint;
#[cfg(feature = "train")]
mod convolutions;
mod fine_tune;
mod fused;
mod head;
#[cfg(feature = "train")]
mod keras;
mod layer;
#[cfg(feature = "flex")]
mod module;
#[cfg(feature = "train")]
mod onnx;
#[cfg(feature = "wgpu")]
mod planned;
mod spec;
mod transfer;
#[cfg(feature = "burn")]
mod unfrozen;

pub use checkpoint::convert_checkpoint;
pub use fine_tune::{FINE_TUNE, NUM_UNFROZEN};
pub use fused::FusedEfficientNetLite0;
pub use layer::{Layer, NUM_ACTIVATIONS, UNFROZEN_BLOCK, UNFROZEN_SIDE};
#[cfg(feature = "flex")]
pub use module::{EfficientNetLite0, EfficientNetLite0Config};
#[cfg(feature = "wgpu")]
pub use planned::{PlannedEfficientNetLite0, shaders_of_shipped};
pub use spec::{
    BLOCKS, BlockSpec, INPUT_SIDE, NUM_FEATURES, STEM_CHANNELS, same_padding,
};
pub use transfer::TRANSFER;
#[cfg(feature = "burn")]
pub use unfrozen::{unfrozen_features, unfrozen_map};

use super::Network;
use crate::format::BACKBONE_ARCHITECTURE;

/// The networks over its features; the network itself is not trained here.
pub(super) const NETWORKS: &[&dyn Network] = &[&transfer::Transfer, &fine_tune::FineTune];

/// The name in a model card.
pub const ARCHITECTURE: &str = BACKBONE_ARCHITECTURE;
