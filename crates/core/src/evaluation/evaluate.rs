//! All figures of one model on one set of pictures.

use super::{
    curves::BinaryCurves,
    intervals::{Proportion, wilson},
    scores::{ClassScores, Scores, macro_average, per_class},
};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// How a model did on pictures it was not trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// `[truth][predicted]`, in pictures.
    pub confusion: Vec<Vec<u32>>,
    /// For two classes that both have pictures.
    pub binary: Option<BinaryCurves>,
    /// Expected calibration error over ten bins of equal width, 0 to 1: how far the probability
    /// of the most probable class is from how often that class is right.
    /// Source: Guo et al., "On Calibration of Modern Neural Networks", 2017.
    pub calibration_error: f64,
}

const NUM_CALIBRATION_BINS: usize = 10;

/// Judges `probabilities` by the `truths`.
///
/// Of equal probabilities the first class wins.
///
/// # Shapes
/// `probabilities` is `[n, class_count]` row by row, each from 0 to 1; `truths` is `[n]`, n ≥ 1.
///
/// # Errors
/// [`Error::EvaluationInput`] when shapes do not fit, a truth is not below `class_count`, or a
/// probability is not from 0 to 1.
pub fn evaluate(probabilities: &[f32], truths: &[usize], class_count: usize) -> Result<Evaluation> {
    check(probabilities, truths, class_count)?;
    let mut confusion = vec![vec![0_u32; class_count]; class_count];
    let mut log_loss = 0.0;
    let mut bins = [CalibrationBin::default(); NUM_CALIBRATION_BINS];
    for (row, &truth) in probabilities.chunks_exact(class_count).zip(truths) {
        let predicted = most_probable(row);
        confusion[truth][predicted] += 1;
        // What a float32 cannot tell from 0: scikit-learn's bound for the same type.
        let least = f64::from(f32::EPSILON);
        log_loss -= f64::from(row[truth]).clamp(least, 1.0 - least).ln();
        let confidence = f64::from(row[predicted]);
        let bin = (confidence * NUM_CALIBRATION_BINS as f64).ceil() as usize;
        bins[bin.clamp(1, NUM_CALIBRATION_BINS) - 1].add(confidence, predicted == truth);
    }
    let num_right: u32 = confusion.iter().enumerate().map(|(class, row)| row[class]).sum();
    let per_class = per_class(&confusion);
    let scored = || {
        probabilities
            .chunks_exact(2)
            .zip(truths)
            .map(|(row, truth)| (row[1], *truth == 1))
            .collect()
    };
    Ok(Evaluation {
        count: truths.len(),
        accuracy: wilson(num_right as usize, truths.len()),
        log_loss: log_loss / truths.len() as f64,
        macro_average: macro_average(&per_class),
        per_class,
        confusion,
        binary: if class_count == 2 { BinaryCurves::of(scored()) } else { None },
        calibration_error: bins.iter().map(CalibrationBin::gap).sum::<f64>() / truths.len() as f64,
    })
}

/// The most probable class of each row of `probabilities` `[n, class_count]`; of equal ones the
/// first.
pub fn predicted_classes(probabilities: &[f32], class_count: usize) -> Vec<usize> {
    probabilities.chunks_exact(class_count.max(1)).map(most_probable).collect()
}

pub(super) fn most_probable(row: &[f32]) -> usize {
    let better = |best: usize, class: usize| if row[class] > row[best] { class } else { best };
    (0..row.len()).fold(0, better)
}

pub(super) fn check(probabilities: &[f32], truths: &[usize], class_count: usize) -> Result<()> {
    let invalid = |reason| Err(Error::EvaluationInput { reason });
    if class_count == 0 || truths.is_empty() {
        return invalid(format!("{} pictures of {class_count} classes", truths.len()));
    }
    if truths.len().checked_mul(class_count) != Some(probabilities.len()) {
        return invalid(format!(
            "{} probabilities for {} pictures of {class_count} classes",
            probabilities.len(),
            truths.len()
        ));
    }
    if let Some(truth) = truths.iter().find(|truth| **truth >= class_count) {
        return invalid(format!("class {truth} of {class_count}"));
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
    num_right: f64,
}

impl CalibrationBin {
    fn add(&mut self, confidence: f64, is_right: bool) {
        self.sum_of_confidences += confidence;
        self.num_right += f64::from(u8::from(is_right));
    }

    /// Already weighted by the number of pictures in the bin.
    fn gap(&self) -> f64 {
        (self.sum_of_confidences - self.num_right).abs()
    }
}
