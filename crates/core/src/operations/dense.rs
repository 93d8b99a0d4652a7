#[cfg(all(feature = "webgpu", feature = "train"))]
use crate::kernels::webgpu::training::{self, Activation};
use burn::tensor::{Tensor, activation::relu};

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
    #[cfg(all(feature = "webgpu", feature = "train"))]
    if training::is_webgpu(&x.device()) {
        return training::dense(x, weight, bias, Activation::None);
    }
    let (inputs, outputs) = (x.dims()[1], bias.dims()[0]);
    let weight: Tensor<2> = weight.clone().reshape([outputs, inputs]);
    x.matmul(weight.transpose()) + bias.clone().reshape([1, outputs])
}

/// A dense layer with ReLU after it: see [`dense`].
pub fn dense_relu(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>) -> Tensor<2> {
    #[cfg(all(feature = "webgpu", feature = "train"))]
    if training::is_webgpu(&x.device()) {
        return training::dense(x, weight, bias, Activation::Relu);
    }
    relu(dense(x, weight, bias))
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
