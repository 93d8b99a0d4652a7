//! A model over features, and the network that makes them, in one file.

use super::reader::read_card;
use super::{FEATURES_FORMAT_VERSION, ModelCard, ModelFile, Weights};
#[cfg(feature = "train")]
use super::{Precision, writer::write_as};
use crate::error::{Error, Result};

/// Before the names of the backbone's arrays.
const PREFIX: &str = "backbone.";
/// Before the names of the layer behind the features, which a head takes the place of.
const CLASSIFIER: &str = "classifier.";
/// The name in a card of the only network whose features others read.
pub const BACKBONE_ARCHITECTURE: &str = "efficientnet-lite0";

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
    card.check_backbone(&backbone.card)?;
    let mut all = weights.clone();
    for (name, weight) in &backbone.weights.0 {
        if !name.starts_with(CLASSIFIER) {
            all.0.insert(format!("{PREFIX}{name}"), weight.clone());
        }
    }
    let of_backbone = Precision::of_file(&backbone.card);
    write_as(card, &all, &|name| match name.starts_with(PREFIX) {
        true => of_backbone,
        false => Precision::F32,
    })
}

impl ModelFile {
    /// The backbone that came along in a self-contained file: a network for features alone.
    ///
    /// Arrays that are missing in it are found when the network is built.
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
        let card = ModelCard {
            id: owner.id.clone(),
            architecture: BACKBONE_ARCHITECTURE.to_owned(),
            num_parameters: weights.num_values(),
            data_sha256: owner.sha256.clone(),
            derived_from: None,
            backbone: None,
            training: None,
            metrics: None,
            unknown: None,
            hearing: None,
            ..self.card.clone()
        };
        let mut file = ModelFile { card, weights };
        file.drop_classifier();
        Some(file)
    }

    /// Whether the file is a head over another network's features. Only the header is read, and nothing of the
    /// weights is checked.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] and [`Error::ModelUnsupported`] for a header that is no model's.
    pub fn reads_backbone(bytes: &[u8]) -> Result<bool> {
        Ok(read_card(bytes)?.0.backbone.is_some())
    }

    /// Whether a backbone came along.
    pub fn has_backbone(&self) -> bool {
        self.card.backbone.is_some() && self.weights.0.keys().any(|name| name.starts_with(PREFIX))
    }

    /// Takes the backbone out of a self-contained file: what stays is the head alone, which then needs
    /// that network from elsewhere.
    pub fn take_backbone(&mut self) -> Option<ModelFile> {
        let backbone = self.included_backbone()?;
        self.weights.0.retain(|name, _| !name.starts_with(PREFIX));
        Some(backbone)
    }

    /// Takes the layer behind the features and the classes away: what stays is a network for features alone.
    pub fn drop_classifier(&mut self) {
        self.weights.0.retain(|name, _| !name.starts_with(CLASSIFIER));
        self.card.format_version = FEATURES_FORMAT_VERSION;
        self.card.num_classes = 0;
        self.card.labels.clear();
    }
}

/// The error of a model over features without the network that makes them.
pub fn missing_backbone() -> Error {
    Error::ModelUnsupported { reason: "the network whose features it reads is missing".to_owned() }
}
