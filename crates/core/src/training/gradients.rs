//! The gradients of one batch.

use super::batch::{BatchSums, Targets, add};
use super::data::TrainingData;
use super::resident::gathered;
use crate::error::Result;
use crate::networks::Architecture;
use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};

/// Everything that a step needs and does not change.
pub(super) struct StepContext<'a> {
    pub(super) architecture: Architecture,
    pub(super) num_classes: usize,
    pub(super) data: &'a TrainingData,
    /// The parameters that learn, which are all that `architecture` reads.
    pub(super) parameters: &'a [Tensor<1>],
    pub(super) class_weights: &'a [f32],
    pub(super) device: &'a Device,
}

/// A batch with everything random in it already drawn.
pub(super) struct Batch<'a> {
    pub(super) pictures: &'a [usize],
    pub(super) input: BatchInput,
    /// `[pictures, units]`
    pub(super) dropout: Option<Vec<f32>>,
}

/// Where the inputs of a batch are.
pub(super) enum BatchInput {
    /// Here: `[pictures, values]`.
    Values(Vec<f32>),
    /// On the device, in these rows of it.
    Rows(Box<Tensor<2>>, Vec<i32>),
}

impl StepContext<'_> {
    /// Logits of pictures as they are, `[pictures, classes]`.
    ///
    /// # Errors
    /// [`crate::Error::TrainingData`] for stored features that cannot be read.
    pub(super) fn logits(&self, pictures: &[usize]) -> Result<Tensor<2>> {
        let values = self.data.plain(pictures)?;
        let shape = [pictures.len(), values.len() / pictures.len().max(1)];
        let input = matrix(values, shape, self.device);
        Ok(self.architecture.forward(self.num_classes, self.parameters, input, None))
    }

    /// The gradients of the batch's mean loss, and its sums. Nothing is read back.
    ///
    /// Large batches of large networks go through in portions whose gradients are added up.
    pub(super) fn backward(&self, batch: &Batch) -> (Vec<Option<Tensor<1>>>, BatchSums) {
        let count = batch.pictures.len();
        let at_once = self.architecture.max_inputs_at_once().min(count);
        let weight = |picture: &usize| self.class_weights[self.data.labels()[*picture]];
        let weight_sum: f32 = batch.pictures.iter().map(weight).sum();
        let mut gradients: Vec<Option<Tensor<1>>> = vec![None; self.parameters.len()];
        let mut sums = None;
        for (index, pictures) in batch.pictures.chunks(at_once).enumerate() {
            let begin = index * at_once;
            let sent = |values: &[f32]| {
                let width = values.len() / count;
                let rows = &values[begin * width..][..pictures.len() * width];
                matrix(rows.to_vec(), [pictures.len(), width], self.device)
            };
            let targets = Targets::of(pictures, self.data, self.class_weights, self.device);
            let leaves: Vec<Tensor<1>> = self
                .parameters
                .iter()
                .map(|parameter| parameter.clone().autodiff().require_grad())
                .collect();
            let dropout = batch.dropout.as_deref().map(|mask| sent(mask).autodiff());
            let input = match &batch.input {
                BatchInput::Values(values) => sent(values),
                BatchInput::Rows(all, numbers) => {
                    gathered(all, &numbers[begin..][..pictures.len()])
                }
            };
            let input = input.autodiff();
            let logits = self.architecture.forward(self.num_classes, &leaves, input, dropout);
            let loss = targets.loss(logits, weight_sum);
            let found = loss.objective.backward();
            for (sum, leaf) in gradients.iter_mut().zip(&leaves) {
                if let Some(gradient) = leaf.grad(&found) {
                    *sum = Some(add(sum.take(), gradient.inner()));
                }
            }
            sums = Some(add(sums, loss.sums));
        }
        let sums = sums.unwrap_or_else(|| Tensor::zeros([2], self.device));
        (gradients, BatchSums { sums, weight_sum: f64::from(weight_sum) })
    }
}
