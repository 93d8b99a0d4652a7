//! Conversions between vectors and Burn's tensors.

use crate::error::{Error, Result};
use burn::tensor::{Device, Tensor, TensorData};

/// A tensor of the shape `[values]`.
pub(crate) fn flat(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let length = values.len();
    Tensor::from_data(TensorData::new(values, [length]), device)
}

/// A tensor of `shape`, from values in row-major order.
pub(crate) fn matrix(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// The values in row-major order, once the device has computed them.
///
/// # Errors
/// [`Error::DeviceLost`]; [`Error::DeviceUnavailable`] when it refused a computation.
pub(crate) async fn read_back<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let lost = |reason: String| Error::DeviceLost { reason };
    let data = tensor.into_data_async().await.map_err(|error| lost(format!("{error:?}")))?;
    #[cfg(feature = "webgpu")]
    crate::device::check_refusal()?;
    data.try_to_vec::<f32>().map_err(|error| lost(format!("{error:?}")))
}
