//! The targets of a batch, and its sums.

use super::data::TrainingData;
use crate::operations::{num_correct, weighted_cross_entropy};
use crate::tensors::matrix;
use burn::tensor::{Device, Int, Tensor, TensorData};

/// The sums over a batch, still on the device.
pub(super) struct BatchSums {
    pub(super) loss_sum: Tensor<1>,
    pub(super) num_correct: Tensor<1>,
    pub(super) weight_sum: f64,
}

/// The labels of a batch, weighted and as they are.
pub(super) struct Targets {
    /// `[batch, classes]`: the weight of the picture at its class, else 0.
    weighted: Tensor<2>,
    /// `[batch, 1]`
    labels: Tensor<2, Int>,
}

impl Targets {
    pub(super) fn of(
        pictures: &[usize],
        data: &TrainingData,
        weights: &[f32],
        device: &Device,
    ) -> Self {
        let num_classes = weights.len();
        let mut weighted = vec![0.0; pictures.len() * num_classes];
        for (row, &picture) in pictures.iter().enumerate() {
            let label = data.labels()[picture];
            weighted[row * num_classes + label] = weights[label];
        }
        let labels: Vec<i32> = pictures.iter().map(|&index| data.labels()[index] as i32).collect();
        Self {
            weighted: matrix(weighted, [pictures.len(), num_classes], device),
            labels: Tensor::from_data(TensorData::new(labels, [pictures.len(), 1]), device),
        }
    }

    /// Weighted sum of the cross-entropies, `[1]`, in nats.
    pub(super) fn loss_sum(&self, logits: Tensor<2>) -> Tensor<1> {
        weighted_cross_entropy(logits, &self.weighted)
    }

    /// Number of correct predictions, `[1]`.
    pub(super) fn num_correct(&self, logits: Tensor<2>) -> Tensor<1> {
        num_correct(logits, &self.labels)
    }
}

/// `sum` and `value`, or `value` when there is no sum yet.
pub(super) fn add(sum: Option<Tensor<1>>, value: Tensor<1>) -> Tensor<1> {
    match sum {
        Some(sum) => sum + value,
        None => value,
    }
}
