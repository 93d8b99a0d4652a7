#[cfg(feature = "train")]
use crate::kernels::training;
use burn::tensor::Tensor;

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
    #[cfg(feature = "train")]
    return training::conv_relu_pool(x, weight, bias, padding);
    #[cfg(not(feature = "train"))]
    by_burn(x, weight, bias, padding)
}

/// The definition of [`conv_relu_pool`], which is all there is where nothing is trained.
#[cfg(any(test, not(feature = "train")))]
pub(super) fn by_burn(
    x: Tensor<4>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    padding: usize,
) -> Tensor<4> {
    use burn::nn::{PaddingConfig2d, pool::MaxPool2dConfig};
    use burn::tensor::{activation::relu, module::conv2d, ops::ConvOptions};
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
