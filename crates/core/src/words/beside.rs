use super::cholesky::inverse;
use crate::error::{Error, Result};

/// How much of the words' answer counts, as the power it is taken to: from nothing to all of it.
const WORD_WEIGHTS: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
/// How little the photos may bend the answer, beside similarities from 0 to 1.
const RIDGES: [f64; 5] = [0.01, 0.03, 0.1, 0.3, 1.0];

/// A few photos beside the words: what the photos say of the words' mistakes, learnt in an instant.
///
/// The answer of the words, a probability for each class taken to a power, is where it begins; ridge regression on the
/// photos' features, by their cosines, adds what the words lack. Both the power and the ridge are those that predict
/// each photo best from all the others, which ridge regression tells without learning anew. Where the words say nothing
/// that the photos do not know, their power falls to 0.
///
/// Source of the leave-one-out residuals: D. M. Allen, "The relationship between variable selection and data
/// augmentation and a method for prediction", Technometrics 16 (1974).
#[derive(Debug, Clone)]
pub struct PhotosBeside {
    num_values: usize,
    num_classes: usize,
    /// `[n, values]`, each row of length 1.
    directions: Vec<f64>,
    /// `[n, classes]`
    pulls: Vec<f64>,
    word_weight: f64,
}

impl PhotosBeside {
    /// The largest number of photos: more are a training set, and words add nothing to it.
    pub const MAX_PHOTOS: usize = 300;

    /// Learns from photos.
    ///
    /// # Shapes
    /// - `features`: `[n, values]`
    /// - `labels`: `[n]`, each below `num_classes`
    /// - `answers`: `[n, classes]`, what the words say of the photos: probabilities
    ///
    /// # Errors
    /// [`Error::TrainingData`] for no photo, or more than [`Self::MAX_PHOTOS`]; for lengths that do not fit one another;
    /// for numbers that are not finite.
    pub fn learn(
        features: &[f32],
        labels: &[usize],
        answers: &[f32],
        num_classes: usize,
    ) -> Result<Self> {
        let n = labels.len();
        check(features, labels, answers, num_classes)?;
        let num_values = features.len() / n;
        let directions: Vec<f64> = features.chunks_exact(num_values).flat_map(direction).collect();
        let row = |index: usize| &directions[index * num_values..][..num_values];
        let cosines: Vec<f64> = (0..n * n).map(|at| dot(row(at / n), row(at % n))).collect();
        let mut best: Option<(f64, f64, Vec<f64>)> = None;
        for ridge in RIDGES {
            let mut matrix = cosines.clone();
            (0..n).for_each(|index| matrix[index * n + index] += ridge);
            let inverse = inverse(&matrix, n);
            for weight in WORD_WEIGHTS {
                let lacking = lacking(labels, answers, num_classes, weight);
                let pulls = product(&inverse, &lacking, n, num_classes);
                let loss = leave_one_out(&pulls, &inverse, n, num_classes);
                if best.as_ref().is_none_or(|(least, ..)| loss < least - 1e-9) {
                    best = Some((loss, weight, pulls));
                }
            }
        }
        let (_, word_weight, pulls) =
            best.ok_or_else(|| invalid("their features are no numbers"))?;
        Ok(Self { num_values, num_classes, directions, pulls, word_weight })
    }

    /// How much the words count: 0 for not at all, 1 for all that they say.
    pub fn word_weight(&self) -> f64 {
        self.word_weight
    }

    /// The probability of each class for a picture with these features, of which the words say `answer`.
    ///
    /// # Errors
    /// [`Error::InputShape`] for another number of values or of classes than it has learnt from.
    pub fn probabilities(&self, features: &[f32], answer: &[f32]) -> Result<Vec<f32>> {
        for (expected, actual) in
            [(self.num_values, features.len()), (self.num_classes, answer.len())]
        {
            if expected != actual {
                return Err(Error::InputShape { expected, actual });
            }
        }
        let mut scores = to_power(answer, self.word_weight);
        let own = direction(features);
        let photos = self.directions.chunks_exact(self.num_values);
        for (photo, pulls) in photos.zip(self.pulls.chunks_exact(self.num_classes)) {
            let cosine = dot(photo, &own);
            scores.iter_mut().zip(pulls).for_each(|(score, pull)| *score += cosine * pull);
        }
        // A regression may leave the range of probabilities.
        scores.iter_mut().for_each(|score| *score = score.max(1e-4));
        let sum: f64 = scores.iter().sum();
        Ok(scores.into_iter().map(|score| (score / sum) as f32).collect())
    }
}

fn check(features: &[f32], labels: &[usize], answers: &[f32], num_classes: usize) -> Result<()> {
    let n = labels.len();
    if n == 0 || n > PhotosBeside::MAX_PHOTOS {
        return Err(invalid(&format!("there are {n}")));
    }
    if features.is_empty() || !features.len().is_multiple_of(n) || answers.len() != n * num_classes
    {
        return Err(invalid("the lists differ in length"));
    }
    if !features.iter().all(|value| value.is_finite()) {
        return Err(invalid("a feature is no finite number"));
    }
    match labels.iter().all(|label| *label < num_classes) {
        true => Ok(()),
        false => Err(invalid("a label is of no class")),
    }
}

/// What the truth has beyond the words' answer: `[n, classes]`.
fn lacking(labels: &[usize], answers: &[f32], num_classes: usize, weight: f64) -> Vec<f64> {
    let rows = labels.iter().zip(answers.chunks_exact(num_classes));
    rows.flat_map(|(label, answer)| {
        let truth = |class: usize| if class == *label { 1.0 } else { 0.0 };
        let answer = to_power(answer, weight).into_iter().enumerate();
        answer.map(|(class, value)| truth(class) - value).collect::<Vec<_>>()
    })
    .collect()
}

/// The mean square of what each photo's prediction from all the others lacks.
fn leave_one_out(pulls: &[f64], inverse: &[f64], n: usize, num_classes: usize) -> f64 {
    let residual = |at: usize| pulls[at] / inverse[at / num_classes * (n + 1)];
    (0..pulls.len()).map(|at| residual(at).powi(2)).sum::<f64>() / n as f64
}

/// `[n, n]` times `[n, columns]`.
fn product(matrix: &[f64], values: &[f64], n: usize, columns: usize) -> Vec<f64> {
    let entry = |at: usize| {
        let (row, column) = (at / columns, at % columns);
        (0..n).map(|k| matrix[row * n + k] * values[k * columns + column]).sum()
    };
    (0..n * columns).map(entry).collect()
}

/// Probabilities to a power, which sum to 1 again: to 0 they are all the same.
fn to_power(probabilities: &[f32], power: f64) -> Vec<f64> {
    let raised: Vec<f64> =
        probabilities.iter().map(|value| f64::from(*value).max(1e-6).powf(power)).collect();
    let sum: f64 = raised.iter().sum();
    raised.into_iter().map(|value| value / sum).collect()
}

/// The row at length 1; zeros stay zeros.
fn direction(row: &[f32]) -> Vec<f64> {
    let length = row.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
    let length = if length > 0.0 { length } else { 1.0 };
    row.iter().map(|value| f64::from(*value) / length).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn invalid(reason: &str) -> Error {
    Error::TrainingData { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
    use super::*;
    use proptest::prelude::*;

    /// Photos of two kinds, with something of their own each, and an answer that is right with this probability.
    fn made_up(labels: &[usize], right: f32) -> (Vec<f32>, Vec<f32>) {
        let feature = |index: usize, value: usize| match value {
            0 | 1 => f32::from(u8::from(labels[index] == value)),
            _ => ((index * 7 + value * 13) % 10) as f32 / 10.0,
        };
        let features = (0..labels.len() * 8).map(|at| feature(at / 8, at % 8)).collect();
        let answers = labels.iter().flat_map(|label| {
            if *label == 0 { [right, 1.0 - right] } else { [1.0 - right, right] }
        });
        (features, answers.collect())
    }

    #[test]
    fn one_photo_of_each_class_leaves_it_to_the_words() {
        let labels = [0, 1];
        let (features, answers) = made_up(&labels, 0.95);
        let learnt = PhotosBeside::learn(&features, &labels, &answers, 2).unwrap();
        assert_eq!(learnt.word_weight(), 1.0);
    }

    #[test]
    fn words_that_mislead_count_for_nothing() {
        let labels: Vec<usize> = (0..20).map(|index| index % 2).collect();
        let (features, answers) = made_up(&labels, 0.1);
        let learnt = PhotosBeside::learn(&features, &labels, &answers, 2).unwrap();
        assert_eq!(learnt.word_weight(), 0.0);
        let probabilities = learnt.probabilities(&features[..8], &answers[..2]).unwrap();
        assert!(probabilities[0] > 0.8, "{probabilities:?}");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let (features, answers) = made_up(&[0, 1], 0.9);
        for (labels, num_classes) in [(&[][..], 2), (&[0, 2], 2), (&[0, 1], 3), (&[0; 301], 2)] {
            let refused = PhotosBeside::learn(&features, labels, &answers, num_classes);
            assert_eq!(refused.unwrap_err().code(), "training.data");
        }
        let numbers = [f32::NAN; 16];
        assert!(PhotosBeside::learn(&numbers, &[0, 1], &answers, 2).is_err());
        let learnt = PhotosBeside::learn(&features, &[0, 1], &answers, 2).unwrap();
        assert_eq!(learnt.probabilities(&features, &answers).unwrap_err().code(), "input.shape");
    }

    proptest! {
        #[test]
        fn probabilities_are_probabilities(
            features in prop::collection::vec(0.0_f32..6.0, 5 * 12),
            labels in prop::collection::vec(0_usize..3, 12),
            right in 0.0_f32..1.0,
        ) {
            let answers: Vec<f32> =
                labels.iter().flat_map(|label| (0..3).map(move |class| if class == *label { right } else { (1.0 - right) / 2.0 })).collect();
            let learnt = PhotosBeside::learn(&features, &labels, &answers, 3).unwrap();
            prop_assert!((0.0..=1.0).contains(&learnt.word_weight()));
            let probabilities = learnt.probabilities(&features[..5], &answers[..3]).unwrap();
            prop_assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            prop_assert!(probabilities.iter().all(|value| (0.0..=1.0).contains(value)));
        }

        /// The closed form is what leaving each photo out gives.
        #[test]
        fn residuals_are_those_of_leaving_out(
            features in prop::collection::vec(0.0_f32..6.0, 5 * 6),
            labels in prop::collection::vec(0_usize..2, 6),
        ) {
            let answers = [0.5; 12];
            let wanted = lacking(&labels, &answers, 2, 1.0);
            let directions: Vec<f64> = features.chunks_exact(5).flat_map(direction).collect();
            let row = |index: usize| &directions[index * 5..][..5];
            let solve = |kept: &[usize]| {
                let n = kept.len();
                let entry = |at: usize| {
                    let (a, b) = (at / n, at % n);
                    dot(row(kept[a]), row(kept[b])) + if a == b { 0.1 } else { 0.0 }
                };
                let inverse = inverse(&(0..n * n).map(entry).collect::<Vec<_>>(), n);
                let values: Vec<f64> = kept.iter().flat_map(|k| wanted[k * 2..][..2].to_vec()).collect();
                (product(&inverse, &values, n, 2), inverse)
            };
            let (pulls, inverse) = solve(&[0, 1, 2, 3, 4, 5]);
            let mut squares = 0.0;
            for out in 0..6 {
                let kept: Vec<usize> = (0..6).filter(|index| *index != out).collect();
                let (pulls, _) = solve(&kept);
                for class in 0..2 {
                    let predicted: f64 =
                        kept.iter().enumerate().map(|(at, k)| dot(row(*k), row(out)) * pulls[at * 2 + class]).sum();
                    squares += (wanted[out * 2 + class] - predicted).powi(2);
                }
            }
            prop_assert!((leave_one_out(&pulls, &inverse, 6, 2) - squares / 6.0).abs() < 1e-6);
        }
    }
}
