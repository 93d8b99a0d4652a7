//! What features come from: the one place that says whether two features can be compared.

use super::Engine;
use crate::format::{BackboneRef, ModelCard};
use crate::picture::InputSpec;
use crate::sound::Hearing;

/// Everything that the features of a picture depend on, beside the picture. Features of equal sources are of one kind;
/// those of others are not to be mixed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureSource {
    /// The network, and what it is computed with.
    pub backbone: BackboneRef,
    /// How a picture is prepared for it.
    pub input: Option<InputSpec>,
    /// How the picture was made of a sound, if it was.
    pub hearing: Option<Hearing>,
}

impl FeatureSource {
    /// The features that the network with this card has of pictures on `engine`.
    pub fn new(card: &ModelCard, engine: &Engine) -> Self {
        let backbone = card.as_backbone(engine.arithmetic());
        Self { backbone, input: card.input.clone(), hearing: None }
    }

    /// The same of the pictures that `hearing` makes of sounds.
    pub fn heard(self, hearing: Option<Hearing>) -> Self {
        Self { hearing, ..self }
    }
}
