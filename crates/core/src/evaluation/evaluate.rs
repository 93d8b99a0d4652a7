//! All figures of one model on one set of pictures.

use super::{
    curves::BinaryCurves,
    intervals::{Proportion, wilson},
    scores::{ClassScores, Scores, macro_average, per_class},
};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The figures of a model on pictures that it was not trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// Pictures, at least 1.
    pub count: usize,
    /// Share whose most probable class is the true one.
    pub accuracy: Proportion,
    /// Mean of −ln of the probability given to the true class; no picture counts more than
    /// −ln(2⁻²³) ≈ 15.9.
    pub log_loss: f64,
    /// Means over the classes that have pictures.
    pub macro_average: Scores,
    /// One per class.
    pub per_class: Vec<ClassScores>,
    /// `[label][predicted]`, in pictures.
    pub confusion: Vec<Vec<u32>>,
    /// The curves, for two classes that both have pictures.
    pub binary: Option<BinaryCurves>,
    /// Expected calibration error over ten bins of equal width, 0 to 1: how far the probability
    /// of the most probable class is from how often that class is right.
    /// Source: Guo et al., "On Calibration of Modern Neural Networks", 2017.
    pub calibration_error: f64,
}

const NUM_CALIBRATION_BINS: usize = 10;

/// Evaluates `probabilities` against the `labels`.
///
/// Of equal probabilities the first class wins.
///
/// # Shapes
/// `probabilities` is `[n, num_classes]` row by row, each from 0 to 1; `labels` is `[n]`, n ≥ 1.
///
/// # Errors
/// [`Error::EvaluationInput`] when shapes do not fit, a label is not below `num_classes`, or a
/// probability is not from 0 to 1.
///
/// ```
/// use kiln_core::evaluation::evaluate;
/// let probabilities = [0.9, 0.1, 0.4, 0.6, 0.7, 0.3];
/// let evaluation = evaluate(&probabilities, &[0, 1, 1], 2)?;
/// assert_eq!(evaluation.confusion, [[1, 0], [1, 1]]);
/// assert_eq!(evaluation.accuracy.value, 2.0 / 3.0);
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn evaluate(probabilities: &[f32], labels: &[usize], num_classes: usize) -> Result<Evaluation> {
    check(probabilities, labels, num_classes)?;
    let mut confusion = vec![vec![0_u32; num_classes]; num_classes];
    let mut log_loss = 0.0;
    let mut bins = [CalibrationBin::default(); NUM_CALIBRATION_BINS];
    for (row, &label) in probabilities.chunks_exact(num_classes).zip(labels) {
        let predicted = most_probable(row);
        confusion[label][predicted] += 1;
        // A float32 cannot tell less from 0: scikit-learn's bound for the same type.
        let least = f64::from(f32::EPSILON);
        log_loss -= f64::from(row[label]).clamp(least, 1.0 - least).ln();
        let confidence = f64::from(row[predicted]);
        let bin = (confidence * NUM_CALIBRATION_BINS as f64).ceil() as usize;
        bins[bin.clamp(1, NUM_CALIBRATION_BINS) - 1].add(confidence, predicted == label);
    }
    let num_correct: u32 = confusion.iter().enumerate().map(|(class, row)| row[class]).sum();
    let per_class = per_class(&confusion);
    let scored = || {
        probabilities
            .chunks_exact(2)
            .zip(labels)
            .map(|(row, label)| (row[1], *label == 1))
            .collect()
    };
    Ok(Evaluation {
        count: labels.len(),
        accuracy: wilson(num_correct as usize, labels.len()),
        log_loss: log_loss / labels.len() as f64,
        macro_average: macro_average(&per_class),
        per_class,
        confusion,
        binary: if num_classes == 2 { BinaryCurves::of(scored()) } else { None },
        calibration_error: bins.iter().map(CalibrationBin::gap).sum::<f64>() / labels.len() as f64,
    })
}

/// The most probable class of each row of `probabilities` `[n, num_classes]`; of equal ones the
/// first.
pub fn predicted_classes(probabilities: &[f32], num_classes: usize) -> Vec<usize> {
    probabilities.chunks_exact(num_classes.max(1)).map(most_probable).collect()
}

pub(super) fn most_probable(row: &[f32]) -> usize {
    let better = |best: usize, class: usize| if row[class] > row[best] { class } else { best };
    (0..row.len()).fold(0, better)
}

pub(super) fn check(probabilities: &[f32], labels: &[usize], num_classes: usize) -> Result<()> {
    let invalid = |reason| Err(Error::EvaluationInput { reason });
    if num_classes == 0 || labels.is_empty() {
        return invalid(format!("{} pictures of {num_classes} classes", labels.len()));
    }
    if labels.len().checked_mul(num_classes) != Some(probabilities.len()) {
        return invalid(format!(
            "{} probabilities for {} pictures of {num_classes} classes",
            probabilities.len(),
            labels.len()
        ));
    }
    if let Some(label) = labels.iter().find(|label| **label >= num_classes) {
        return invalid(format!("class {label} of {num_classes}"));
    }
    // Softmax in float32 may end a rounding error above 1.
    let is_probability = |value: &f32| (0.0..=1.0 + 1e-5).contains(value);
    match probabilities.iter().find(|value| !is_probability(value)) {
        Some(value) => invalid(format!("{value} is no probability")),
        None => Ok(()),
    }
}

#[derive(Default, Clone, Copy)]
struct CalibrationBin {
    sum_of_confidences: f64,
    num_correct: f64,
}

impl CalibrationBin {
    fn add(&mut self, confidence: f64, is_right: bool) {
        self.sum_of_confidences += confidence;
        self.num_correct += f64::from(u8::from(is_right));
    }

    /// Already weighted by the number of pictures in the bin.
    fn gap(&self) -> f64 {
        (self.sum_of_confidences - self.num_correct).abs()
    }
}
