//! The targets of a batch, and its sums.

use super::data::TrainingData;
use crate::operations::{BatchLoss, weighted_cross_entropy};
use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};

/// The sums over a batch, still on the device.
pub(super) struct BatchSums {
    /// `[2]`: the weighted cross-entropies in nats, and the number of correct predictions.
    pub(super) sums: Tensor<1>,
    pub(super) weight_sum: f64,
}

/// The labels of a batch, weighted.
pub(super) struct Targets {
    /// `[batch, classes]`: the weight of the picture at its class, else 0.
    weighted: Tensor<2>,
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
        Self { weighted: matrix(weighted, [pictures.len(), num_classes], device) }
    }

    /// The loss of these logits, whose mean is the sum divided by `weight_sum`.
    pub(super) fn loss(&self, logits: Tensor<2>, weight_sum: f32) -> BatchLoss {
        weighted_cross_entropy(logits, &self.weighted, weight_sum)
    }
}

/// `sum` and `value`, or `value` when there is no sum yet.
pub(super) fn add(sum: Option<Tensor<1>>, value: Tensor<1>) -> Tensor<1> {
    match sum {
        Some(sum) => sum + value,
        None => value,
    }
}
