//! The layers of EfficientNet-Lite0 that fine-tuning trains.
//!
//! They are the last block and the convolution behind it.

use super::{BLOCKS, NUM_FEATURES, UNFROZEN_BLOCK, UNFROZEN_SIDE};
use crate::networks::arrays;
use crate::operations::{depthwise, pointwise, pointwise_relu6};
use burn::tensor::Tensor;

const NUM_PIXELS: usize = UNFROZEN_SIDE * UNFROZEN_SIDE;

/// Activations to pooled features.
///
/// # Shapes
/// - `parameters`: the first [`super::NUM_UNFROZEN`] of [`super::FINE_TUNE`]
/// - `input`: `[batch, 9408]`, in the order `[channel, row, column]`
/// - returns: `[batch, 1280]`, each at least 0 and at most 6
pub fn unfrozen_features(parameters: &[Tensor<1>], input: Tensor<2>) -> Tensor<2> {
    let batch = input.dims()[0];
    let x = unfrozen_map(parameters, input);
    x.mean_dim(2).reshape([NUM_FEATURES, batch]).transpose()
}

/// The last convolution, before the mean over its places.
///
/// # Shapes
/// - `parameters`, `input`: as for [`unfrozen_features`]
/// - returns: `[1280, batch, 49]`
pub fn unfrozen_map(parameters: &[Tensor<1>], input: Tensor<2>) -> Tensor<3> {
    let [expand, expand_bias, each, each_bias, project, project_bias, head, head_bias] =
        arrays(parameters);
    let batch = input.dims()[0];
    let inputs = BLOCKS[UNFROZEN_BLOCK].in_channels;
    let x: Tensor<3> = input.reshape([batch, inputs, NUM_PIXELS]);
    let x = x.swap_dims(0, 1).reshape([inputs, batch * NUM_PIXELS]);
    let x = pointwise_relu6(x, expand, expand_bias);
    let x = depthwise(x, each, each_bias, UNFROZEN_SIDE);
    let x = pointwise(x, project, project_bias);
    let x = pointwise_relu6(x, head, head_bias);
    x.reshape([NUM_FEATURES, batch, NUM_PIXELS])
}
