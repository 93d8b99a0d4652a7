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
mod device;
mod extension;
mod gru;
mod kernel;
mod loss;
mod per_hardware;
mod product;

use burn::backend::{Dispatch, DispatchDevice};
use burn::tensor::{Device, Tensor};
use extension::WebGpuKernels;

/// Whether a device is one that these kernels run on.
pub(crate) fn is_webgpu(device: &Device) -> bool {
    // Without Burn's CPU there is no other, and a module need not have the operations that would run there.
    cfg!(not(feature = "flex"))
        || matches!(device.clone().inner().as_dispatch(), DispatchDevice::Cube(_))
}

/// See [`crate::operations::depthwise`].
pub(crate) fn depthwise(
    x: Tensor<2>,
    weight: &Tensor<1>,
    bias: &Tensor<1>,
    side: usize,
) -> Tensor<2> {
    let (weight, bias) = (weight.clone().into_dispatch(), bias.clone().into_dispatch());
    let y = <Dispatch as WebGpuKernels>::depthwise(x.into_dispatch(), weight, bias, side);
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
    let last = <Dispatch as WebGpuKernels>::gru(from_rows.into_dispatch(), weight, bias, num_rows);
    Tensor::from_dispatch(last)
}
