//! What a step of training takes most of its time for, as kernels in WGSL: convolutions with what follows them, dense
//! layers, a recurrent unit, the loss, Adam.
//!
//! Burn's automatic differentiation stays: each kernel is an operation with a gradient of its own ([`extension`]), and
//! between them Burn's operations may stand. What a kernel must give is defined by Burn's own operations on the CPU,
//! which [`crate::operations`] uses there; in Chromium tests compare the two at sizes drawn at random.
//!
//! Values lie as Burn's tensors do, channels first. Sums over pictures and rows are made in parts, since a graphics
//! card has thousands of invocations to fill, and the parts are added in their order, so the same device gives the
//! same bits each time. Subgroups and barriers stay out of it: wgpu asks no browser for the former, and an adapter in
//! software pays dearly for the latter.

mod adam;
mod convolution;
mod dense;
mod depthwise;
mod extension;
mod gru;
mod kernel;
mod loss;
mod per_hardware;
mod product;

pub(crate) use adam::AdamRule;
pub(crate) use product::Activation;

use burn::backend::wgpu::CubeTensor;
use burn::backend::{Dispatch, DispatchDevice, Wgpu};
use burn::tensor::{Device, Tensor};
use burn_cubecl::kernel::into_contiguous;
use dense::Layout;
use extension::TrainingKernels;

/// Whether a device is one that these kernels run on.
pub(crate) fn is_webgpu(device: &Device) -> bool {
    // Without Burn's CPU there is no other, and a module need not have the operations that would run there.
    cfg!(not(feature = "flex"))
        || matches!(device.clone().inner().as_dispatch(), DispatchDevice::Cube(_))
}

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

/// See [`crate::operations::dense`]; `activation` is what follows it.
pub(crate) fn dense(
    x: Tensor<2>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    activation: Activation,
) -> Tensor<2> {
    dense_over(x, weight, bias, Layout::Rows, activation)
}

/// See [`crate::operations::pointwise`]; `activation` is what follows it.
pub(crate) fn pointwise(
    x: Tensor<2>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    activation: Activation,
) -> Tensor<2> {
    dense_over(x, weight, bias, Layout::Columns, activation)
}

fn dense_over(
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

/// See [`crate::operations::depthwise`].
pub(crate) fn depthwise(
    x: Tensor<2>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    side: usize,
) -> Tensor<2> {
    let (weight, bias) = (weight.clone().into_dispatch(), bias.clone().into_dispatch());
    let y = <Dispatch as TrainingKernels>::depthwise(x.into_dispatch(), weight, bias, side);
    Tensor::from_dispatch(y)
}

/// The recurrent part of [`crate::operations::gru_over_rows`]: the last state, `[batch, units]`, from what each row
/// brings, `[rows × batch, 3 × units]`.
pub(crate) fn gru(
    from_rows: Tensor<2>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    num_rows: usize,
) -> Tensor<2> {
    let (weight, bias) = (weight.clone().into_dispatch(), bias.clone().into_dispatch());
    let last =
        <Dispatch as TrainingKernels>::gru(from_rows.into_dispatch(), weight, bias, num_rows);
    Tensor::from_dispatch(last)
}

/// The sum of a batch's weighted cross-entropies and the number of its right predictions, `[2]`.
///
/// Its gradient is that of the first alone, times `scale`.
pub(crate) fn cross_entropy(logits: Tensor<2>, targets: &Tensor<2>, scale: f32) -> Tensor<1> {
    let (logits, targets) = (logits.into_dispatch(), targets.clone().into_dispatch());
    Tensor::from_dispatch(<Dispatch as TrainingKernels>::cross_entropy(logits, targets, scale))
}

/// A parameter array and its two moments after a step; see [`crate::operations::Optimizer`]. None if they are on
/// another device.
pub(crate) fn adam_step(
    state: [&Tensor<1>; 3],
    gradient: Tensor<1>,
    rule: &AdamRule,
) -> Option<[Tensor<1>; 3]> {
    let [parameter, first, second] = state.map(|tensor| primitive(tensor.clone()));
    let state = [parameter?, first?, second?];
    let updated = adam::step(state, &primitive(gradient)?, rule);
    Some(updated.map(Tensor::from_primitive::<Wgpu>))
}

fn primitive(tensor: Tensor<1>) -> Option<CubeTensor> {
    tensor.try_into_primitive::<Wgpu>().ok().map(into_contiguous)
}
