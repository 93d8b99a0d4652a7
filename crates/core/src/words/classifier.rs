use super::PhotosBeside;
use super::log_mean_exp::log_mean_exp;
use crate::error::{Error, Result};
use crate::evaluation::energy;
use crate::format::ModelFile;
use serde::Serialize;

/// What a picture is, of a few names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WordAnswer {
    /// The probability of each name, from 0 to 1; over all names they sum to 1.
    pub probabilities: Vec<f32>,
    /// Whether the picture is none of them: known only as long as the words decide alone.
    pub is_unknown: bool,
    /// The share of all that the network sees in the picture that is among the names, from 0 to 1.
    pub share: f32,
}

/// Names told apart by what the shipped network knows of them, and by photos where there are some.
///
/// A word's score is the [`log_mean_exp`] of the logits of the classes below it. Names without classes get an answer
/// only from photos.
pub struct WordClassifier {
    /// `[classes, values]` of the network's last layer.
    weights: Vec<f32>,
    bias: Vec<f32>,
    /// For each name the network's classes below it; none for a name that is not learnt yet.
    words: Vec<Vec<usize>>,
    photos: Option<PhotosBeside>,
}

impl WordClassifier {
    /// The least share of all probability that must lie on the names' classes; with less, the picture is none of them.
    ///
    /// Five photos of things with a name that is known have a share of 0.75 and more among five names, their own one of
    /// them, and of at most 0.008 among the other four (`tests/words.rs`); of 20 photos of daisies 18 are above it.
    pub const MIN_SHARE: f32 = 0.05;

    /// A classifier of names by the last layer of a network's file. `words` are the classes below each name.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for a file without classes, or with fewer than are asked for;
    /// [`Error::ModelDamaged`] when a weight has another shape; [`Error::TooFewClasses`] for fewer than two names.
    pub fn new(file: &ModelFile, words: Vec<Vec<usize>>) -> Result<Self> {
        let num_classes = file.card.num_classes;
        if words.len() < 2 {
            return Err(Error::TooFewClasses { count: words.len() });
        }
        if num_classes == 0 || words.iter().flatten().any(|class| *class >= num_classes) {
            let reason = format!("a word means more than its {num_classes} classes");
            return Err(Error::ModelUnsupported { reason });
        }
        let bias = file.weights.get("classifier.bias", &[num_classes])?.to_vec();
        let num_values =
            file.weights.0.get("classifier.weight").map_or(0, |weight| weight.values.len())
                / num_classes;
        let weights = file.weights.get("classifier.weight", &[num_classes, num_values])?.to_vec();
        Ok(Self { weights, bias, words, photos: None })
    }

    /// The number of values of a picture's features.
    pub fn num_values(&self) -> usize {
        self.weights.len() / self.bias.len()
    }

    /// Takes in photos of the names, in the place of those of before.
    ///
    /// # Shapes
    /// - `features`: `[n, values]`
    /// - `labels`: `[n]`
    ///
    /// # Errors
    /// Those of [`PhotosBeside::learn`].
    pub fn learn(&mut self, features: &[f32], labels: &[usize]) -> Result<()> {
        let rows = features.chunks_exact(self.num_values());
        let answers: Vec<f32> = rows.flat_map(|row| self.of_words(row, true).0).collect();
        self.photos = Some(PhotosBeside::learn(features, labels, &answers, self.words.len())?);
        Ok(())
    }

    /// How much the words count, from 0 to 1: all there is without photos.
    pub fn word_weight(&self) -> f64 {
        self.photos.as_ref().map_or(1.0, PhotosBeside::word_weight)
    }

    /// The answer for a picture with these features.
    ///
    /// # Errors
    /// [`Error::InputShape`] for another number of values; [`Error::NotFinite`].
    pub fn answer(&self, features: &[f32]) -> Result<WordAnswer> {
        let (expected, actual) = (self.num_values(), features.len());
        if expected != actual {
            return Err(Error::InputShape { expected, actual });
        }
        let (answer, share) = self.of_words(features, self.photos.is_some());
        if !share.is_finite() || answer.iter().any(|value| !value.is_finite()) {
            return Err(Error::NotFinite);
        }
        Ok(match &self.photos {
            Some(photos) => WordAnswer {
                probabilities: photos.probabilities(features, &answer)?,
                is_unknown: false,
                share,
            },
            None => {
                WordAnswer { probabilities: answer, is_unknown: share < Self::MIN_SHARE, share }
            }
        })
    }

    /// The probability of each name by the words alone, and the share of all probability that lies on their classes.
    ///
    /// Where photos tell of the names without classes, what the network sees beside the words' classes is shared
    /// among these names.
    fn of_words(&self, features: &[f32], has_photos: bool) -> (Vec<f32>, f32) {
        let logits = self.logits(features);
        let total = energy(&logits);
        let mut covered: Vec<usize> = self.words.iter().flatten().copied().collect();
        covered.sort_unstable();
        covered.dedup();
        let share = covered.iter().map(|class| (logits[*class] - total).exp()).sum::<f32>();
        let scores: Vec<f32> = self
            .words
            .iter()
            .map(|classes| log_mean_exp(classes.iter().map(|class| logits[*class])))
            .collect();
        let num_unknown = self.words.iter().filter(|classes| classes.is_empty()).count();
        let is_shared = has_photos && num_unknown > 0;
        let among_words = energy(&scores);
        let of_word = |score: f32| match score == f32::NEG_INFINITY {
            true if is_shared => (1.0 - share).max(0.0) / num_unknown as f32,
            true => 0.0,
            false if is_shared => (score - among_words).exp() * share,
            false => (score - among_words).exp(),
        };
        (scores.into_iter().map(of_word).collect(), share)
    }

    fn logits(&self, features: &[f32]) -> Vec<f32> {
        let rows = self.weights.chunks_exact(features.len()).zip(&self.bias);
        rows.map(|(row, bias)| row.iter().zip(features).map(|(a, b)| a * b).sum::<f32>() + bias)
            .collect()
    }
}
