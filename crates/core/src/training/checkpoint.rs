//! A run on disk: safetensors with the weights, the optimiser's moments and the best weights, and a
//! card in the metadata.

use super::report::{EpochReport, RunState};
use crate::error::{Error, Result};
use crate::format::{Precision, Weights, read_header, read_weights, serialise};
use crate::networks::{Architecture, TrainingSettings};
use serde::{Deserialize, Serialize};

pub(super) const FORMAT_VERSION: u32 = 1;
const CARD_KEY: &str = "kiln.checkpoint";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckpointCard {
    pub format_version: u32,
    pub architecture: Architecture,
    pub num_classes: usize,
    pub settings: TrainingSettings,
    pub history: Vec<EpochReport>,
    pub state: RunState,
    /// Epoch and validation loss.
    pub best: Option<(u32, f32)>,
    pub data_fingerprint: String,
}

pub(super) fn write(card: &CheckpointCard, weights: &Weights) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::CheckpointDamaged { reason };
    let card = serde_json::to_string(card).map_err(|error| failed(error.to_string()))?;
    serialise(weights, &|_| Precision::F32, Some((CARD_KEY, card)))
}

pub(super) fn read(bytes: &[u8]) -> Result<(CheckpointCard, Weights)> {
    let damaged = |reason: String| Error::CheckpointDamaged { reason };
    let header = read_header(bytes, CARD_KEY).map_err(|error| damaged(error.to_string()))?;
    let card = header.text.ok_or_else(|| damaged("it has no card".into()))?;
    let card: CheckpointCard =
        serde_json::from_str(&card).map_err(|error| damaged(error.to_string()))?;
    if card.format_version != FORMAT_VERSION {
        return Err(damaged(format!("its format is version {}", card.format_version)));
    }
    // The weights it asks room for are bounded by the settings' ranges.
    card.settings.validate().map_err(|error| damaged(error.to_string()))?;
    let weights = read_weights(bytes).map_err(|error| damaged(error.to_string()))?;
    Ok((card, weights))
}
