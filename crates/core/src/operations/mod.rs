//! The operations that the networks trained here are written in: each as Burn computes it and as ONNX
//! and Keras write it, side by side.
//!
//! A network names operations and never a device's layers, so what is behind an operation may change for one
//! device (a kernel of our own, say) without any network noticing.

mod activation_map;
#[cfg(feature = "burn")]
mod dense;
#[cfg(feature = "burn")]
mod gru;
mod heat_map;
#[cfg(feature = "train")]
mod keras;
#[cfg(feature = "burn")]
mod loss;
#[cfg(feature = "train")]
mod onnx;
#[cfg(feature = "train")]
mod optimizer;
#[cfg(feature = "burn")]
mod pointwise;
#[cfg(feature = "burn")]
mod small_convolution;
#[cfg(all(test, feature = "flex", feature = "train"))]
mod tests;

pub use activation_map::{FeatureMaps, class_activation_map};
#[cfg(feature = "burn")]
pub use dense::{DropoutMask, dense, dense_relu, drop_out};
#[cfg(feature = "burn")]
pub use gru::{GruParameters, gru_over_rows};
pub use heat_map::HeatMap;
#[cfg(feature = "train")]
pub use keras::{KerasConvolution, KerasLayers, affine};
#[cfg(feature = "burn")]
pub use loss::one_sigmoid_as_two_logits;
#[cfg(feature = "train")]
pub use loss::{BatchLoss, weighted_cross_entropy};
#[cfg(feature = "train")]
pub use onnx::OnnxLayers;
#[cfg(feature = "train")]
pub use optimizer::Optimizer;
#[cfg(feature = "burn")]
pub use pointwise::{depthwise, pointwise, pointwise_relu6};
#[cfg(feature = "burn")]
pub use small_convolution::conv_relu_pool;
