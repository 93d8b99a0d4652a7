use super::{PredictionChange, prediction_change};
use crate::error::{Error, Result};
use crate::evaluation::{Evaluation, evaluate};
use crate::inference::softmax;
use serde::Serialize;

/// A model and its smaller copy, asked about the same labelled pictures one after the other.
#[derive(Debug, Clone, Default)]
pub struct CompressionCheck {
    num_classes: usize,
    before: Vec<f32>,
    after: Vec<f32>,
    labels: Vec<usize>,
}

/// The comparison of a smaller copy with its model, and the copy's own figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CheckedCompression {
    /// The changes of the predictions.
    pub change: PredictionChange,
    /// The copy's own figures.
    pub evaluation: Evaluation,
    /// The copy's probabilities for each picture, one per class.
    pub probabilities: Vec<Vec<f32>>,
}

impl CompressionCheck {
    /// Begins without pictures.
    pub fn new(num_classes: usize) -> Self {
        Self { num_classes, ..Self::default() }
    }

    /// Adds one picture by the logits of both models, `[classes]` each.
    ///
    /// # Errors
    /// [`Error::EvaluationInput`] for another number of logits.
    pub fn add(&mut self, before: &[f32], after: &[f32], label: usize) -> Result<()> {
        if before.len() != self.num_classes || after.len() != self.num_classes {
            let (before, after) = (before.len(), after.len());
            let reason = format!("{before} and {after} logits for {} classes", self.num_classes);
            return Err(Error::EvaluationInput { reason });
        }
        self.before.extend_from_slice(before);
        self.after.extend_from_slice(after);
        self.labels.push(label);
        Ok(())
    }

    /// Number of pictures that were added.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether no picture was added.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The change, and the copy's own figures.
    ///
    /// # Errors
    /// [`Error::EvaluationInput`] without any picture, or for a label that is no class.
    pub fn finish(&self) -> Result<CheckedCompression> {
        let change = prediction_change(&self.before, &self.after, &self.labels, self.num_classes)?;
        let rows = self.after.chunks_exact(self.num_classes.max(1));
        let probabilities: Vec<Vec<f32>> = rows.map(softmax).collect();
        let evaluation = evaluate(&probabilities.concat(), &self.labels, self.num_classes)?;
        Ok(CheckedCompression { change, evaluation, probabilities })
    }
}
