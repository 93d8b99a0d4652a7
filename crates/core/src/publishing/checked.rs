use crate::error::{Error, Result};
use crate::format::{ModelCard, ModelFile, Weights, missing_backbone};
use crate::networks::{Architecture, InputKind, NetworkSize};

/// A model whose every array is known to have its shape, with the backbone's arrays where it reads one.
pub struct CheckedModel<'a> {
    pub architecture: Architecture,
    pub backbone: Option<&'a Weights>,
}

/// Checks a model before anything of it is written in another program's form.
///
/// # Errors
/// [`Error::ModelUnsupported`] for an architecture that is not trained here, for a card whose input
/// is not that architecture's, and for a model over features without a backbone;
/// [`Error::OtherBackbone`] beside another one than it was trained on;
/// [`Error::ModelDamaged`] when a weight is missing or has another shape.
pub fn checked<'a>(
    card: &ModelCard,
    weights: &Weights,
    backbone: Option<&'a ModelFile>,
) -> Result<CheckedModel<'a>> {
    let architecture = Architecture::from_id(&card.architecture)?;
    let backbone = match architecture.input() {
        InputKind::Pixels(input) if Some(&input) == card.input.as_ref() => None,
        InputKind::Grams(_) => return Err(Error::ModelReadsTexts),
        InputKind::Pixels(_) => {
            let reason = format!("{} reads other inputs", architecture.id());
            return Err(Error::ModelUnsupported { reason });
        }
        InputKind::Backbone(_) => {
            let backbone = backbone.ok_or_else(missing_backbone)?;
            card.check_backbone(&backbone.card)?;
            Some(&backbone.weights)
        }
    };
    for spec in architecture.parameters(NetworkSize::of_weights(card.num_classes, weights)) {
        spec.find(weights)?;
    }
    Ok(CheckedModel { architecture, backbone })
}
