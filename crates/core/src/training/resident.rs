//! All inputs of a run on a graphics card: a batch is gathered there, and nothing is sent but the numbers of its rows.

use super::data::TrainingData;
use crate::error::Result;
use crate::networks::Augmentation;
use crate::tensors::matrix;
use burn::tensor::{Device, Tensor, TensorData};

/// Inputs may take so much of a card's memory; beyond that each batch is sent.
const MAX_BYTES: usize = 64 << 20;

/// The inputs of a run, as far as they are on its device.
#[derive(Default)]
pub(super) struct Resident {
    rows: Option<Tensor<2>>,
    /// Whether they are those of the frozen phase; none before the first batch.
    of_frozen_phase: Option<bool>,
}

impl Resident {
    /// All rows of `data`, `[rows, values]`, where they are known beforehand and batches are to be gathered.
    ///
    /// # Errors
    /// [`crate::Error::TrainingData`] for stored features that cannot be read.
    pub(super) fn rows(
        &mut self,
        is_frozen: bool,
        data: &TrainingData,
        augmentation: &Augmentation,
        device: &Device,
    ) -> Result<Option<Tensor<2>>> {
        if self.of_frozen_phase != Some(is_frozen) {
            self.of_frozen_phase = Some(is_frozen);
            self.rows = uploaded(data, augmentation, device)?;
        }
        Ok(self.rows.clone())
    }
}

fn uploaded(
    data: &TrainingData,
    augmentation: &Augmentation,
    device: &Device,
) -> Result<Option<Tensor<2>>> {
    if !gathers(device) || data.num_bytes_of_rows() > MAX_BYTES {
        return Ok(None);
    }
    let Some(values) = data.all_rows(augmentation)? else { return Ok(None) };
    let num_values = data.num_values();
    let num_rows = values.len() / num_values;
    Ok(Some(matrix(values, [num_rows, num_values], device)))
}

/// Whether gathering pays: on the CPU nothing is sent.
#[cfg(feature = "webgpu")]
fn gathers(device: &Device) -> bool {
    crate::kernels::webgpu::training::is_webgpu(device)
}

#[cfg(not(feature = "webgpu"))]
fn gathers(_device: &Device) -> bool {
    false
}

/// The rows of these numbers, `[numbers, values]`.
pub(super) fn gathered(rows: &Tensor<2>, numbers: &[i32]) -> Tensor<2> {
    let numbers = TensorData::new(numbers.to_vec(), [numbers.len()]);
    rows.clone().select(0, Tensor::from_data(numbers, &rows.device()))
}
