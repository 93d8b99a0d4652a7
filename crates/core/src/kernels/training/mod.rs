//! What a step of training takes most of its time for: convolutions with what follows them, dense layers, the loss,
//! Adam.
//!
//! Burn's automatic differentiation stays: each is an operation with a gradient of its own ([`extension`]), and between
//! them Burn's operations may stand. What a kernel must give is defined by Burn's own operations, with which tests of
//! [`crate::operations`] compare it at sizes drawn at random.
//!
//! [`cpu`] has the kernels for Burn's CPU, [`crate::kernels::webgpu::training`] those for graphics cards.

mod activation;
mod adam_rule;
mod convolution;
#[cfg(feature = "flex")]
mod cpu;
mod dense;
mod extension;

pub(crate) use activation::Activation;
pub(crate) use adam_rule::AdamRule;
pub(crate) use convolution::ConvolutionSize;
pub(crate) use dense::{Dense, Layout};
pub(crate) use extension::DeviceKernels;

use burn::backend::Dispatch;
use burn::tensor::Tensor;
use extension::{OptimizerKernels, TrainingKernels};

/// See [`crate::operations::conv_relu_pool`].
pub(crate) fn conv_relu_pool(
    x: Tensor<4>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    padding: usize,
) -> Tensor<4> {
    let (weight, bias) = (weight.clone().into_dispatch(), bias.clone().into_dispatch());
    let y = <Dispatch as TrainingKernels>::conv_relu_pool(x.into_dispatch(), weight, bias, padding);
    Tensor::from_dispatch(y)
}

/// A dense layer with what follows it: see [`crate::operations::dense`] for rows, and
/// [`crate::operations::pointwise`] for columns.
pub(crate) fn dense(
    x: Tensor<2>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    layout: Layout,
    activation: Activation,
) -> Tensor<2> {
    let (weight, bias) = (weight.clone().into_dispatch(), bias.clone().into_dispatch());
    let x = x.into_dispatch();
    Tensor::from_dispatch(<Dispatch as TrainingKernels>::dense(x, weight, bias, layout, activation))
}

/// The sum of a batch's weighted cross-entropies and the number of its right predictions, `[2]`.
///
/// Its gradient is that of the first alone, times `scale`.
pub(crate) fn cross_entropy(logits: Tensor<2>, targets: &Tensor<2>, scale: f32) -> Tensor<1> {
    let (logits, targets) = (logits.into_dispatch(), targets.clone().into_dispatch());
    Tensor::from_dispatch(<Dispatch as TrainingKernels>::cross_entropy(logits, targets, scale))
}

/// A parameter array and its two moments after a step; see [`crate::operations::Optimizer`].
pub(crate) fn adam_step(
    state: [Tensor<1>; 3],
    gradient: Tensor<1>,
    rule: AdamRule,
) -> [Tensor<1>; 3] {
    let [parameter, first, second] = state.map(Tensor::into_dispatch);
    let gradient = gradient.into_dispatch();
    let (parameter, first, second) =
        <Dispatch as OptimizerKernels>::adam(parameter, first, second, gradient, rule);
    [parameter, first, second].map(Tensor::from_dispatch)
}
