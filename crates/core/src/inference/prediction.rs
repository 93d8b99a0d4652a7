use crate::evaluation::energy;
use serde::Serialize;
use std::cmp::Ordering;

/// The prediction of a model for one picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Prediction {
    /// The probability of each class, from 0 to 1; over all classes they sum to 1.
    pub probabilities: Vec<f32>,
    /// The likeness of the picture to any of the classes at all, higher for more: see [`energy`].
    pub energy: f32,
    /// Whether the picture is none of the classes, by the model's own threshold; never for a model without one.
    pub is_unknown: bool,
    /// Scores before the softmax, one per class.
    #[serde(skip)]
    pub logits: Vec<f32>,
}

impl Prediction {
    /// The prediction that `logits` are, for a model with this threshold of the energy.
    ///
    /// ```
    /// use kiln_core::inference::Prediction;
    /// let prediction = Prediction::of_logits(vec![0.0, 2.0], Some(3.0));
    /// assert!(prediction.probabilities[1] > 0.88);
    /// assert!(prediction.is_unknown, "the energy is {}", prediction.energy);
    /// ```
    pub fn of_logits(logits: Vec<f32>, threshold: Option<f32>) -> Self {
        let energy = energy(&logits);
        Self {
            probabilities: softmax(&logits),
            energy,
            is_unknown: threshold.is_some_and(|threshold| energy < threshold),
            logits,
        }
    }

    /// The `count` most probable classes, most probable first; equal ones in the order of the classes.
    pub fn top(&self, count: usize) -> Vec<TopClass> {
        let mut classes: Vec<TopClass> = self
            .probabilities
            .iter()
            .enumerate()
            .map(|(index, probability)| TopClass { index, probability: *probability })
            .collect();
        classes
            .sort_by(|a, b| b.probability.partial_cmp(&a.probability).unwrap_or(Ordering::Equal));
        classes.truncate(count);
        classes
    }
}

/// One class and how sure the model is of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TopClass {
    /// The class's position; the model card has its names.
    pub index: usize,
    /// The probability of the class, from 0 to 1.
    pub probability: f32,
}

/// Logits to probabilities, shifted by the largest so that nothing overflows.
///
/// ```
/// let probabilities = kiln_core::inference::softmax(&[1000.0, 1000.0]);
/// assert_eq!(probabilities, [0.5, 0.5]);
/// ```
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exponentials: Vec<f32> = logits.iter().map(|logit| (logit - largest).exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    exponentials.into_iter().map(|value| value / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_sums_to_one_even_for_large_logits() {
        let probabilities = softmax(&[1000.0, 999.0, -1000.0]);
        assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!((probabilities[0] - 0.731_058_6).abs() < 1e-6);
        assert_eq!(probabilities[2], 0.0);
    }

    #[test]
    fn the_most_probable_come_first_and_ties_keep_their_order() {
        let top = |logits: &[f32], count| -> Vec<usize> {
            let prediction = Prediction::of_logits(logits.to_vec(), None);
            prediction.top(count).iter().map(|class| class.index).collect()
        };
        assert_eq!(top(&[0.0, 3.0, 1.0, 3.0], 3), [1, 3, 2]);
        assert_eq!(top(&[0.0], 5), [0]);
    }

    #[test]
    fn a_picture_is_unknown_below_the_threshold_and_only_there() {
        let energy = Prediction::of_logits(vec![1.0, 2.0], None).energy;
        let is_unknown = |threshold| Prediction::of_logits(vec![1.0, 2.0], threshold).is_unknown;
        assert!(!is_unknown(None));
        assert!(!is_unknown(Some(energy)));
        assert!(is_unknown(Some(energy + 1e-3)));
    }
}
