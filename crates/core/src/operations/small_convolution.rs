#[cfg(all(feature = "webgpu", feature = "train"))]
use crate::kernels::webgpu::training;
use burn::nn::PaddingConfig2d;
use burn::nn::pool::MaxPool2dConfig;
use burn::tensor::{Tensor, activation::relu, module::conv2d, ops::ConvOptions};

/// A 3 × 3 convolution with stride 1, then ReLU, then the largest of each 2 × 2 window; a last row or column
/// without a partner is left out.
///
/// # Shapes
/// - `x`: `[batch, inputs, height, width]`
/// - `weight`: `[outputs × inputs × 9]`, in PyTorch's order
/// - `bias`: `[outputs]`
/// - returns: `[batch, outputs, height', width']`
pub fn conv_relu_pool(
    x: Tensor<4>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    padding: usize,
) -> Tensor<4> {
    #[cfg(all(feature = "webgpu", feature = "train"))]
    if training::is_webgpu(&x.device()) {
        return training::conv_relu_pool(x, weight, bias, padding);
    }
    let (inputs, outputs) = (x.dims()[1], bias.dims()[0]);
    let weight: Tensor<4> = weight.clone().reshape([outputs, inputs, 3, 3]);
    let options = ConvOptions::new([1, 1], [padding, padding], [1, 1], 1);
    let x = relu(conv2d(x, weight, Some(bias.clone()), options));
    MaxPool2dConfig::new([2, 2])
        .with_strides([2, 2])
        .with_padding(PaddingConfig2d::Valid)
        .init()
        .forward(x)
}
