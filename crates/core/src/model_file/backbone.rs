//! A model over features, and the network that makes them, in one file.

#[cfg(feature = "train")]
use super::FloatType;
#[cfg(feature = "train")]
use super::writer::write_as;
use super::{ModelCard, ModelFile, UNDETERMINED, Weight, Weights};
#[cfg(feature = "train")]
use crate::error::{Error, Result};
use crate::models::efficientnet_lite0::{ARCHITECTURE, NUM_FEATURES};

/// Before the names of the backbone's arrays.
const PREFIX: &str = "backbone.";
/// The layer behind the features, which a head takes the place of.
const CLASSIFIER: &str = "classifier.";

/// A model over features as a file that also holds its backbone, in the precision that the backbone came
/// in; its arrays are called `backbone.…`.
///
/// # Errors
/// [`Error::ModelUnsupported`] for a model over pixels, and for any backbone but the one that the
/// model was trained on.
#[cfg(feature = "train")]
pub fn write_self_contained(
    card: ModelCard,
    weights: &Weights,
    backbone: &ModelFile,
) -> Result<Vec<u8>> {
    backbone_of(&card, Some(backbone))?;
    let mut all = weights.clone();
    for (name, weight) in &backbone.weights.0 {
        if !name.starts_with(CLASSIFIER) {
            all.0.insert(format!("{PREFIX}{name}"), weight.clone());
        }
    }
    let of_backbone = FloatType::of_file(&backbone.card);
    write_as(card, &all, &|name| match name.starts_with(PREFIX) {
        true => of_backbone,
        false => FloatType::F32,
    })
}

impl ModelFile {
    /// The backbone that came along in a self-contained file. Only its features are of use: its
    /// classifier has a single class and answers 0.
    ///
    /// What is missing in it is found by whoever builds the network.
    pub fn included_backbone(&self) -> Option<ModelFile> {
        let owner = self.card.backbone.as_ref()?;
        let mut weights = Weights::default();
        for (name, weight) in &self.weights.0 {
            if let Some(name) = name.strip_prefix(PREFIX) {
                weights.0.insert(name.to_owned(), weight.clone());
            }
        }
        if weights.0.is_empty() {
            return None;
        }
        let zeros = |shape: &[usize]| Weight {
            shape: shape.to_vec(),
            values: vec![0.0; shape.iter().product()].into(),
        };
        weights.0.insert(format!("{CLASSIFIER}weight"), zeros(&[1, NUM_FEATURES]));
        weights.0.insert(format!("{CLASSIFIER}bias"), zeros(&[1]));
        let card = ModelCard {
            id: owner.id.clone(),
            architecture: ARCHITECTURE.to_owned(),
            num_classes: 1,
            labels: [(UNDETERMINED.to_owned(), vec![String::new()])].into(),
            num_parameters: weights.num_values(),
            data_sha256: owner.sha256.clone(),
            derived_from: None,
            backbone: None,
            training: None,
            metrics: None,
            unknown: None,
            ..self.card.clone()
        };
        Some(ModelFile { card, weights })
    }

    /// Takes the backbone out of a self-contained file: what stays is the head alone, which then needs
    /// that network from elsewhere.
    pub fn take_backbone(&mut self) -> Option<ModelFile> {
        let backbone = self.included_backbone()?;
        self.weights.0.retain(|name, _| !name.starts_with(PREFIX));
        Some(backbone)
    }
}

/// The backbone, if it is the one whose features the model was trained on.
///
/// # Errors
/// [`Error::ModelUnsupported`].
#[cfg(feature = "train")]
pub(super) fn backbone_of<'a>(
    card: &ModelCard,
    backbone: Option<&'a ModelFile>,
) -> Result<&'a ModelFile> {
    let unsupported = |reason: &str| Error::ModelUnsupported { reason: reason.to_owned() };
    let wanted = card.backbone.as_ref();
    let wanted =
        wanted.ok_or_else(|| unsupported("the card does not say whose features it reads"))?;
    let backbone =
        backbone.ok_or_else(|| unsupported("the network whose features it reads is missing"))?;
    if !backbone.card.has_features_of(&wanted.sha256) {
        return Err(unsupported("it was trained on features of another network"));
    }
    if backbone.card.input != card.input {
        return Err(unsupported("it reads other pictures than its backbone"));
    }
    Ok(backbone)
}
