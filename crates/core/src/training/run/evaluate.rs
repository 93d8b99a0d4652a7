//! The run's network on pictures that it has not learnt from.

use super::TrainingRun;
use crate::dataset::Subset;
use crate::error::{Error, Result};
use crate::evaluation::{Evaluation, evaluate};
use crate::inference::softmax;
use crate::tensors::read_back;
use crate::training::batch::{Targets, add};
use crate::training::gradients::StepContext;
use serde::Serialize;

/// Pictures evaluated at once, at most.
const EVALUATION_BATCH: usize = 256;

/// The figures of one subset, and the predictions behind them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SubsetEvaluation {
    /// The figures.
    pub evaluation: Evaluation,
    /// One per picture, in the order of the data.
    pub predictions: Vec<SubsetPrediction>,
}

/// The prediction for a picture of the run's data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SubsetPrediction {
    /// The picture's position in the data.
    pub picture: usize,
    /// The class that the picture is of.
    pub label: usize,
    /// The probability of each class.
    pub probabilities: Vec<f32>,
}

impl TrainingRun {
    /// The figures of the pictures of `subset` with the weights of [`Self::weights`], if there are any.
    ///
    /// # Errors
    /// [`Error::DeviceLost`]; [`Error::NotFinite`].
    pub async fn evaluate(&self, subset: Subset) -> Result<Option<SubsetEvaluation>> {
        let pictures = self.data.of_subset(subset);
        let logits = self.logits(subset).await?;
        self.evaluation_of(&pictures, &logits)
    }

    /// Evaluates as [`Self::evaluate`] does, from logits that are known.
    pub(super) fn evaluation_of(
        &self,
        pictures: &[usize],
        logits: &[f32],
    ) -> Result<Option<SubsetEvaluation>> {
        if pictures.is_empty() {
            return Ok(None);
        }
        let rows = logits.chunks_exact(self.num_classes);
        let predictions: Vec<SubsetPrediction> = pictures
            .iter()
            .zip(rows)
            .map(|(&picture, row)| SubsetPrediction {
                picture,
                label: self.data.labels()[picture],
                probabilities: softmax(row),
            })
            .collect();
        let labels: Vec<usize> = predictions.iter().map(|prediction| prediction.label).collect();
        let probabilities: Vec<f32> =
            predictions.iter().flat_map(|prediction| prediction.probabilities.clone()).collect();
        let evaluation = evaluate(&probabilities, &labels, self.num_classes)?;
        Ok(Some(SubsetEvaluation { evaluation, predictions }))
    }

    /// Mean cross-entropy and accuracy over the pictures of `subset`, if there are any.
    pub(super) async fn loss_and_accuracy(&self, subset: Subset) -> Result<Option<(f32, f32)>> {
        let pictures = self.data.of_subset(subset);
        let unweighted = vec![1.0; self.num_classes];
        let mut sums = None;
        let context = self.context();
        for pictures in pictures.chunks(self.evaluation_batch()) {
            let targets = Targets::of(pictures, &self.data, &unweighted, &self.device);
            let logits = context.logits(pictures)?;
            sums = Some(add(sums, targets.loss(logits, 1.0).sums));
        }
        let Some(sums) = sums else {
            return Ok(None);
        };
        let sums = read_back(sums).await?;
        let count = pictures.len() as f32;
        Ok(Some((sums[0] / count, sums[1] / count)))
    }

    fn evaluation_batch(&self) -> usize {
        self.architecture.max_inputs_at_once().min(EVALUATION_BATCH)
    }

    /// Logits of the pictures of `subset` in their order, by the weights of [`Self::weights`].
    ///
    /// # Shapes
    /// Returns `[pictures, classes]`.
    ///
    /// # Errors
    /// [`Error::DeviceLost`]; [`Error::NotFinite`].
    pub async fn logits(&self, subset: Subset) -> Result<Vec<f32>> {
        let pictures = self.data.of_subset(subset);
        let mut logits = Vec::with_capacity(pictures.len() * self.num_classes);
        // Through all layers, whether or not the last epoch had some of them frozen.
        let exported = StepContext {
            architecture: self.architecture,
            data: &self.data,
            parameters: self.exported(),
            ..self.context()
        };
        for pictures in pictures.chunks(self.evaluation_batch()) {
            logits.extend(read_back(exported.logits(pictures)?).await?);
        }
        match logits.iter().all(|logit| logit.is_finite()) {
            true => Ok(logits),
            false => Err(Error::NotFinite),
        }
    }
}
