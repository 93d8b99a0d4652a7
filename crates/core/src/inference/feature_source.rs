//! What features come from: the one place that says whether two features can be compared.

use super::Engine;
use crate::format::{BackboneRef, ModelCard};
use crate::picture::InputSpec;

/// Everything that the features of a picture depend on, beside the picture. Features of equal sources are of one kind;
/// those of others are not to be mixed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureSource {
    /// The network, and what it is computed with.
    pub backbone: BackboneRef,
    /// How a picture is prepared for it.
    pub input: Option<InputSpec>,
}

impl FeatureSource {
    /// The features of the network with this card on `engine`.
    pub fn new(card: &ModelCard, engine: &Engine) -> Self {
        Self { backbone: card.as_backbone(engine.arithmetic()), input: card.input.clone() }
    }
}
