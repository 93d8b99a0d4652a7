//! The features of the pictures on this device.

use super::Head;
use crate::dataset::Subset;
use crate::error::{Error, Result};
use crate::evaluation::predicted_classes;
use crate::networks::{
    InputKind,
    efficientnet_lite0::{Layer, NUM_FEATURES},
};
use crate::training::TrainingData;

/// Features and classes; the pictures themselves are not needed any more.
#[derive(Debug, Clone, PartialEq)]
pub struct Pictures {
    num_classes: usize,
    /// `[pictures, 1280]`.
    features: Vec<f32>,
    labels: Vec<usize>,
}

impl Pictures {
    /// None yet.
    pub fn new(num_classes: usize) -> Self {
        Self { num_classes, features: Vec::new(), labels: Vec::new() }
    }

    /// Adds a picture by its features, `[1280]`.
    ///
    /// # Errors
    /// [`Error::InputShape`]; [`Error::NotFinite`]; [`Error::TrainingData`] for a class that there is not.
    pub fn push(&mut self, features: &[f32], class: usize) -> Result<()> {
        if features.len() != NUM_FEATURES {
            return Err(Error::InputShape { expected: NUM_FEATURES, actual: features.len() });
        }
        if !features.iter().all(|value| value.is_finite()) {
            return Err(Error::NotFinite);
        }
        if class >= self.num_classes {
            let reason = format!("a picture is of class {class} of {}", self.num_classes);
            return Err(Error::TrainingData { reason });
        }
        self.features.extend_from_slice(features);
        self.labels.push(class);
        Ok(())
    }

    /// Number of classes, of which some may have no picture here.
    pub fn num_classes(&self) -> usize {
        self.num_classes
    }

    /// The number of pictures of each class.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.num_classes];
        self.labels.iter().for_each(|class| counts[*class] += 1);
        counts
    }

    /// The class of each picture.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The logits that a head has for each picture, `[pictures, classes]`.
    pub fn logits(&self, head: &Head) -> Vec<f32> {
        head.logits(&self.features)
    }

    /// The number of pictures that a head is right about, and that of all.
    pub fn num_correct(&self, head: &Head) -> (usize, usize) {
        let said = predicted_classes(&self.logits(head), self.num_classes);
        let correct = said.iter().zip(&self.labels).filter(|(said, label)| said == label).count();
        (correct, self.labels.len())
    }

    /// The pictures of the classes that have at least `minimum`: features and class.
    pub(super) fn enough(&self, minimum: usize) -> impl Iterator<Item = (&[f32], usize)> {
        let counts = self.counts();
        let rows = self.features.chunks_exact(NUM_FEATURES).zip(self.labels.iter().copied());
        rows.filter(move |(_, class)| counts[*class] >= minimum)
    }

    /// What a run learns from: the pictures of the classes that have at least `minimum`.
    ///
    /// # Errors
    /// [`Error::TrainingTooLarge`].
    pub(super) fn to_training_data(&self, minimum: usize) -> Result<TrainingData> {
        let mut data = TrainingData::new(InputKind::Backbone(Layer::Features));
        for (features, class) in self.enough(minimum) {
            data.push_features(features, class, Subset::Train)?;
        }
        Ok(data)
    }
}
