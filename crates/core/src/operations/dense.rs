#[cfg(feature = "train")]
use crate::kernels::training::{self, Activation, Layout};
use burn::tensor::Tensor;

/// The factors by which dropout multiplies a layer, `[batch, units]`: 0 or 1 ÷ (1 − rate). The caller draws them, so
/// that a run is the same on every device.
pub type DropoutMask = Tensor<2>;

/// A dense layer, x Wᵀ + b.
///
/// # Shapes
/// - `x`: `[batch, inputs]`
/// - `weight`: `[outputs × inputs]`, row by row
/// - `bias`: `[outputs]`
/// - returns: `[batch, outputs]`
pub fn dense(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>) -> Tensor<2> {
    #[cfg(feature = "train")]
    return training::dense(x, weight, bias, Layout::Rows, Activation::None);
    #[cfg(not(feature = "train"))]
    by_burn(x, weight, bias)
}

/// A dense layer with ReLU after it: see [`dense`].
pub fn dense_relu(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>) -> Tensor<2> {
    #[cfg(feature = "train")]
    return training::dense(x, weight, bias, Layout::Rows, Activation::Relu);
    #[cfg(not(feature = "train"))]
    burn::tensor::activation::relu(by_burn(x, weight, bias))
}

/// The definition of [`dense`], in Burn's operations.
pub(super) fn by_burn(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>) -> Tensor<2> {
    let (inputs, outputs) = (x.dims()[1], bias.dims()[0]);
    let weight: Tensor<2> = weight.clone().reshape([outputs, inputs]);
    x.matmul(weight.transpose()) + bias.clone().reshape([1, outputs])
}

/// Applies dropout where there is a mask.
///
/// # Shapes
/// `x` and `mask` are `[batch, units]`, as is the result.
pub fn drop_out(x: Tensor<2>, mask: Option<DropoutMask>) -> Tensor<2> {
    match mask {
        Some(mask) => x * mask,
        None => x,
    }
}
