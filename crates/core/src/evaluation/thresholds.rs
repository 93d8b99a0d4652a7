//! "Not one of these": a picture that scores below a threshold is none of the classes.

use super::intervals::{Proportion, wilson};
use serde::{Deserialize, Serialize};

/// The measure of a picture's familiarity; higher is more familiar. A model file names it, so
/// that a later and better measure is not taken for this one.
///
/// Logistic regression on EfficientNet-Lite0's features of four kinds of flowers (30 pictures each,
/// thresholds that keep 95 % of 80 others; mean over five choices) turns away 20 % of a fifth kind by
/// energy and 13 % by the distance to the nearest class mean (areas under the ROC curve 0.76 and 0.60), and 77 %
/// and 86 % of line drawings (0.97 both). Neither knows a picture of something else that resembles the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum UnknownScore {
    /// [`energy`] of the logits.
    Energy,
}

/// A calibrated threshold: a picture with a score of at least `threshold` is one of the classes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct UnknownThreshold {
    /// The score that the threshold is for.
    pub score: UnknownScore,
    /// The least score of a known picture.
    pub threshold: f32,
    /// Share of the calibration's pictures, all of them of the classes, below the threshold.
    pub false_alarm_rate: Proportion,
}

/// ln Σ exp(logit): large where any class has strong evidence. `−∞` for no logits.
///
/// Source: Liu et al., "Energy-based Out-of-distribution Detection", 2020 (its negative energy at
/// temperature 1).
///
/// ```
/// use kiln_core::evaluation::energy;
/// assert_eq!(energy(&[0.0, 0.0]), 2.0_f32.ln());
/// assert!(energy(&[9.0, 0.0]) > energy(&[3.0, 2.0]));
/// ```
pub fn energy(logits: &[f32]) -> f32 {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if !largest.is_finite() {
        return largest;
    }
    // The largest is taken out first, for exp would overflow.
    let sum: f64 = logits.iter().map(|logit| f64::from(logit - largest).exp()).sum();
    largest + sum.ln() as f32
}

/// The highest threshold of the [`energy`] that keeps at least `keep_share` (0 to 1) of pictures that are of the
/// classes and were not trained on.
///
/// With n pictures at most ⌊n (1 − `keep_share`)⌋ fall below: with fewer than 20 and 0.95 none
/// does, and the interval of the false-alarm rate says how little that proves. None where there is
/// no score, or one that is not finite.
///
/// ```
/// use kiln_core::evaluation::calibrate;
/// let scores: Vec<f32> = (1..=20).map(|score| score as f32).collect();
/// let calibrated = calibrate(&scores, 0.95).unwrap();
/// assert_eq!(calibrated.threshold, 2.0);
/// assert_eq!(calibrated.false_alarm_rate.value, 0.05);
/// ```
pub fn calibrate(validation_scores: &[f32], keep_share: f32) -> Option<UnknownThreshold> {
    if validation_scores.is_empty() || validation_scores.iter().any(|score| !score.is_finite()) {
        return None;
    }
    let mut sorted = validation_scores.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let count = sorted.len();
    // A hair more, so that 1 − 0.95 of 20 is one picture, not 0.99999.
    let dropped = count as f64 * (1.0 - f64::from(keep_share)) + 1e-6;
    let num_dropped = (dropped.max(0.0) as usize).min(count - 1);
    let threshold = sorted[num_dropped];
    let num_below = sorted.partition_point(|score| *score < threshold);
    let false_alarm_rate = wilson(num_below, count);
    Some(UnknownThreshold { score: UnknownScore::Energy, threshold, false_alarm_rate })
}
