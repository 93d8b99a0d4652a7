//! Precision, recall and F1.

use serde::{Deserialize, Serialize};

/// The scores of telling one class from the others. A score that would be 0 / 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClassScores {
    /// Pictures that are of this class.
    pub support: usize,
    /// Pictures that were taken for it.
    pub predicted: usize,
    /// The share of the pictures taken for the class that are of it.
    pub precision: Option<f64>,
    /// The share of the class's pictures that are taken for it.
    pub recall: Option<f64>,
    /// Harmonic mean of the two: 2 hits / (support + predicted).
    pub f1: Option<f64>,
}

/// Means over classes, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Scores {
    /// Mean precision.
    pub precision: f64,
    /// Mean recall, also called balanced accuracy.
    pub recall: f64,
    /// Mean F1.
    pub f1: f64,
}

/// Computes the scores from a confusion matrix `[label][predicted]`.
pub(super) fn per_class(confusion: &[Vec<u32>]) -> Vec<ClassScores> {
    let scores = confusion.iter().enumerate().map(|(class, row)| {
        let hits = row[class];
        let support: u32 = row.iter().sum();
        let predicted: u32 = confusion.iter().map(|row| row[class]).sum();
        let ratio = |part: u32, whole: u32| (whole > 0).then(|| f64::from(part) / f64::from(whole));
        ClassScores {
            support: support as usize,
            predicted: predicted as usize,
            precision: ratio(hits, predicted),
            recall: ratio(hits, support),
            f1: ratio(2 * hits, support + predicted),
        }
    });
    scores.collect()
}

/// Each class that has pictures counts the same. A class that nothing was taken for counts with
/// a precision of 0, as in scikit-learn; one without pictures does not count.
pub(super) fn macro_average(per_class: &[ClassScores]) -> Scores {
    let present = || per_class.iter().filter(|scores| scores.support > 0);
    let count = present().count().max(1) as f64;
    let mean = |of: fn(&ClassScores) -> Option<f64>| {
        present().map(|scores| of(scores).unwrap_or(0.0)).sum::<f64>() / count
    };
    Scores {
        precision: mean(|scores| scores.precision),
        recall: mean(|scores| scores.recall),
        f1: mean(|scores| scores.f1),
    }
}
