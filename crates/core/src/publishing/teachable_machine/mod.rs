//! Trained models in Teachable Machine's own files, which the programs open that open its models.

mod framing;
mod metadata;

use super::checked::checked;
use crate::error::{Error, Result};
use crate::format::keras::KerasBuilder;
use crate::format::{ModelCard, ModelFile, Weights};
use crate::operations::KerasLayers;
use framing::{Framing, GIVEN_SIDE};

/// The files of a model, by Teachable Machine's own names, and one for people to read.
pub struct TeachableMachineFiles {
    /// `model.json`
    pub model: String,
    /// `metadata.json`
    pub metadata: String,
    /// `weights.bin`
    pub weights: Vec<u8>,
    /// `README.txt`
    pub readme: &'static str,
}

impl TeachableMachineFiles {
    /// The name and the bytes of each.
    pub fn into_named(self) -> [(&'static str, Vec<u8>); 4] {
        [
            ("model.json", self.model.into_bytes()),
            ("metadata.json", self.metadata.into_bytes()),
            ("weights.bin", self.weights),
            ("README.txt", self.readme.as_bytes().to_vec()),
        ]
    }
}

/// A trained model in Teachable Machine's own files. A model over features brings its backbone along, 8-bit weights of
/// which stay the 8-bit weights that they are.
///
/// The model gives probabilities as [`crate::inference::Model`] computes them for the same pixels. Other programs
/// shrink pictures a little differently, and they have no "none of these": its threshold is one for the logits, which
/// probabilities do not tell. `time_stamp` is the time of writing as `2026-01-31T12:00:00.000Z`; some programs load a
/// model anew when it has changed.
///
/// # Errors
/// [`Error::ModelHearsSounds`] for models of sounds; [`Error::ExportUnsupported`] for networks that layers of TensorFlow.js cannot express; [`Error::ModelUnsupported`]
/// for an architecture that is not trained here, for a card whose input is not that architecture's, and for a model
/// over features without its backbone; [`Error::OtherBackbone`] beside another one; [`Error::ModelDamaged`] when a
/// weight is missing or has another shape.
pub fn to_teachable_machine(
    card: &ModelCard,
    weights: &Weights,
    backbone: Option<&ModelFile>,
    time_stamp: &str,
) -> Result<TeachableMachineFiles> {
    // Its programs draw sounds in a way of their own.
    card.check_no_sounds()?;
    let found = checked(card, weights, backbone)?;
    if !found.architecture.has_keras_form() {
        return Err(Error::ExportUnsupported { architecture: card.architecture.clone() });
    }
    let input_spec = card.picture_input()?;
    let framing = Framing::of(input_spec)?;
    let mut model = KerasBuilder::default();
    let [input, normalised] = framing.add(&mut model, input_spec);
    let layers = KerasLayers { weights, num_classes: card.num_classes };
    let output = found.architecture.to_keras(&mut model, &layers, found.backbone, &normalised)?;
    let files = model.finish(&card.id, &input, &output);
    Ok(TeachableMachineFiles {
        model: files.topology,
        metadata: metadata::metadata(card, GIVEN_SIDE, time_stamp)?,
        weights: files.weights,
        readme: include_str!("README.txt"),
    })
}
