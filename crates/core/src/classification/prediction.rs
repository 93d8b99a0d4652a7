use serde::Serialize;
use std::cmp::Ordering;

/// One class and how sure the model is of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Prediction {
    /// Which class; the model card has its names.
    pub index: usize,
    /// From 0 to 1; over all classes they sum to 1.
    pub probability: f32,
}

/// Logits to probabilities, shifted by the largest so that nothing overflows.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exponentials: Vec<f32> = logits.iter().map(|logit| (logit - largest).exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    exponentials.into_iter().map(|value| value / sum).collect()
}

/// The `count` most probable classes, most probable first; equal ones in the order of the classes.
pub fn top_predictions(logits: &[f32], count: usize) -> Vec<Prediction> {
    let mut predictions: Vec<Prediction> = softmax(logits)
        .into_iter()
        .enumerate()
        .map(|(index, probability)| Prediction { index, probability })
        .collect();
    predictions
        .sort_by(|a, b| b.probability.partial_cmp(&a.probability).unwrap_or(Ordering::Equal));
    predictions.truncate(count);
    predictions
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
        let top: Vec<usize> =
            top_predictions(&[0.0, 3.0, 1.0, 3.0], 3).iter().map(|p| p.index).collect();
        assert_eq!(top, [1, 3, 2]);
        assert_eq!(top_predictions(&[0.0], 5).len(), 1);
    }
}
