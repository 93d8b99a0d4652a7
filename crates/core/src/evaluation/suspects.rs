//! Pictures that are probably in the wrong class.

use super::evaluate::check;
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// A picture whose label the model disagrees with, confidently.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Suspect {
    /// The index of the picture.
    pub picture: usize,
    /// The class it was given.
    pub given: usize,
    /// The class it seems to be.
    pub predicted: usize,
    /// Probability of the latter.
    pub probability: f32,
    /// The lead of this class's probability over that of the given one, above 0.
    pub margin: f32,
}

/// Lists probably mislabelled pictures, the clearest first.
///
/// A class's threshold is the mean probability it gets among the pictures that carry its label. A
/// picture is suspected where another class reaches its own threshold and is more probable than the
/// given one. The probabilities must come from models that have not seen the picture
/// (cross-validation): a model knows the labels it was trained on by heart.
///
/// Source: confident joint of Northcutt, Jiang & Chuang, "Confident Learning: Estimating
/// Uncertainty in Dataset Labels", 2021.
///
/// # Shapes
/// As [`super::evaluate()`].
///
/// # Errors
/// As [`super::evaluate()`].
///
/// ```
/// use kiln_core::evaluation::suspects;
/// let probabilities = [0.9, 0.1, 0.1, 0.9, 0.2, 0.8, 0.2, 0.8];
/// // The second picture carries the label 0 and looks like class 1.
/// let suspects = suspects(&probabilities, &[0, 0, 1, 1], 2)?;
/// assert_eq!(suspects.len(), 1);
/// assert_eq!((suspects[0].picture, suspects[0].predicted), (1, 1));
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn suspects(
    probabilities: &[f32],
    labels: &[usize],
    num_classes: usize,
) -> Result<Vec<Suspect>> {
    check(probabilities, labels, num_classes)?;
    let rows = || probabilities.chunks_exact(num_classes).zip(labels.iter().copied());
    let mut sums = vec![0.0_f64; num_classes];
    let mut counts = vec![0_usize; num_classes];
    for (row, given) in rows() {
        sums[given] += f64::from(row[given]);
        counts[given] += 1;
    }
    // A class that no picture carries has no threshold to reach.
    let thresholds: Vec<f64> = sums
        .iter()
        .zip(&counts)
        .map(|(sum, count)| if *count == 0 { f64::INFINITY } else { sum / *count as f64 })
        .collect();
    let mut suspects: Vec<Suspect> = rows()
        .enumerate()
        .filter_map(|(picture, (row, given))| {
            let predicted = (0..num_classes)
                .rev()
                .filter(|class| f64::from(row[*class]) >= thresholds[*class])
                .max_by(|a, b| row[*a].total_cmp(&row[*b]))?;
            let probability = row[predicted];
            let margin = probability - row[given];
            (predicted != given && margin > 0.0).then_some(Suspect {
                picture,
                given,
                predicted,
                probability,
                margin,
            })
        })
        .collect();
    suspects.sort_by(|a, b| b.margin.total_cmp(&a.margin).then(a.picture.cmp(&b.picture)));
    Ok(suspects)
}
