//! What features come from: the one place that says whether two features can be compared.

use super::Engine;
use crate::format::{BackboneRef, ModelCard};
use crate::picture::InputSpec;

/// Everything that the features of a picture depend on, beside the picture. Features of equal sources are of one kind;
/// those of others are not to be mixed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureSource {
    /// The network.
    pub backbone: BackboneRef,
    /// How a picture is prepared for it.
    pub input: InputSpec,
    /// The name of the arithmetic that the network is computed in.
    pub arithmetic: String,
}

impl FeatureSource {
    /// The features of the network with this card on `engine`.
    pub fn new(card: &ModelCard, engine: &Engine) -> Self {
        let arithmetic = match engine {
            Engine::FusedCpu => FUSED.to_owned(),
            other => other.device_kind().name().to_owned(),
        };
        Self { backbone: card.as_backbone(), input: card.input.clone(), arithmetic }
    }
}

/// The fused kernels multiply 8-bit weights with inputs that are rounded to 14 bits.
const FUSED: &str = "cpu-w8-a14";
