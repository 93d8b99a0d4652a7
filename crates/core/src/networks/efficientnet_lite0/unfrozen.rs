//! The layers of EfficientNet-Lite0 that fine-tuning trains.
//!
//! They are the last block and the convolution behind it, laid out for gradients: with the channels
//! first and the batch behind them, every 1 × 1 convolution is one matrix product and the depthwise
//! one a small product for each channel, and nothing is copied between. Burn's depthwise convolution
//! loops over groups for its gradients, which takes longer than everything else together.

use super::{BLOCKS, NUM_FEATURES, UNFROZEN_BLOCK, UNFROZEN_SIDE};
use crate::networks::arrays;
use burn::tensor::{Device, Tensor, TensorData};

const NUM_PIXELS: usize = UNFROZEN_SIDE * UNFROZEN_SIDE;
/// The number of weights of one depthwise kernel, 3 × 3.
const NUM_TAPS: usize = 9;

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
    let [expand, expand_bias, depthwise, depthwise_bias, project, project_bias, head, head_bias] =
        arrays(parameters);
    let batch = input.dims()[0];
    let block = BLOCKS[UNFROZEN_BLOCK];
    let (inputs, expanded) = (block.in_channels, block.expanded_channels());
    let x: Tensor<3> = input.reshape([batch, inputs, NUM_PIXELS]);
    let x = x.swap_dims(0, 1).reshape([inputs, batch * NUM_PIXELS]);
    let x = pointwise(x, expand, expand_bias).clamp(0.0, 6.0);
    let x = convolve_each(x.reshape([expanded, batch, NUM_PIXELS]), depthwise);
    let x = x + depthwise_bias.clone().reshape([expanded, 1, 1]);
    let x = x.clamp(0.0, 6.0).reshape([expanded, batch * NUM_PIXELS]);
    let x = pointwise(x, project, project_bias);
    let x = pointwise(x, head, head_bias).clamp(0.0, 6.0);
    x.reshape([NUM_FEATURES, batch, NUM_PIXELS])
}

/// `[inputs, pixels]` to `[outputs, pixels]`.
fn pointwise(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>) -> Tensor<2> {
    let outputs = bias.dims()[0];
    let inputs = x.dims()[0];
    let weight: Tensor<2> = weight.clone().reshape([outputs, inputs]);
    weight.matmul(x) + bias.clone().reshape([outputs, 1])
}

/// A 3 × 3 convolution with a border of zeros, of each channel by itself.
///
/// A channel's nine weights are spread over the matrix `[pixel in, pixel out]` that the convolution
/// is, by a product with a constant; so its gradients too are matrix products.
///
/// # Shapes
/// - `x`: `[channels, batch, 49]`, as is the result
/// - `weight`: `[channels × 9]`
fn convolve_each(x: Tensor<3>, weight: &Tensor<1>) -> Tensor<3> {
    let channels = x.dims()[0];
    let weight: Tensor<2> = weight.clone().reshape([channels, NUM_TAPS]);
    let spread = weight.matmul(places_of_taps(&x.device()));
    x.matmul(spread.reshape([channels, NUM_PIXELS, NUM_PIXELS]))
}

/// 1 where a tap of the kernel leads from a pixel to a pixel: `[9, 49 × 49]`.
fn places_of_taps(device: &Device) -> Tensor<2> {
    let mut places = vec![0.0_f32; NUM_TAPS * NUM_PIXELS * NUM_PIXELS];
    for tap in 0..NUM_TAPS {
        for output in 0..NUM_PIXELS {
            // The kernel's middle lies on the output's own pixel.
            let row = output / UNFROZEN_SIDE + tap / 3;
            let column = output % UNFROZEN_SIDE + tap % 3;
            let inside = 1..=UNFROZEN_SIDE;
            if inside.contains(&row) && inside.contains(&column) {
                let input = (row - 1) * UNFROZEN_SIDE + column - 1;
                places[(tap * NUM_PIXELS + input) * NUM_PIXELS + output] = 1.0;
            }
        }
    }
    let shape = [NUM_TAPS, NUM_PIXELS * NUM_PIXELS];
    Tensor::from_data(TensorData::new(places, shape), device)
}
