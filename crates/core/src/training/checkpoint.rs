//! A run on disk: safetensors with the weights, the optimiser's moments and the best weights, and a
//! card in the metadata.
//!
//! The card carries the SHA-256 of the whole file, header included, with zeros in the place of the sum's own digits:
//! whatever is altered is found.

use super::report::{EpochReport, RunState};
use crate::error::{Error, Result};
use crate::format::{
    NO_SUM, Precision, Weights, is_sealed, read_header, read_weights, seal, serialise,
};
use crate::networks::{Architecture, TrainingSettings};
use serde::{Deserialize, Serialize};

pub(super) const FORMAT_VERSION: u32 = 2;
/// The version of the files that have no checksum.
const WITHOUT_CHECKSUM: u32 = 1;
const CARD_KEY: &str = "kiln.checkpoint";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckpointCard {
    pub format_version: u32,
    /// The file's SHA-256 in lower-case hexadecimal, which [`write()`] sets. It comes before anything else that looks
    /// like it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    pub architecture: Architecture,
    pub num_classes: usize,
    pub settings: TrainingSettings,
    pub history: Vec<EpochReport>,
    pub state: RunState,
    /// Epoch and validation loss.
    pub best: Option<(u32, f32)>,
    pub data_fingerprint: String,
}

/// Writes a checkpoint. The same arguments give the same bytes.
pub(super) fn write(mut card: CheckpointCard, weights: &Weights) -> Result<Vec<u8>> {
    card.sha256 = Some(NO_SUM.to_owned());
    let card = serde_json::to_string(&card).map_err(|error| damaged(error.to_string()))?;
    let mut bytes = serialise(weights, &|_| Precision::F32, Some((CARD_KEY, card)))?;
    match seal(&mut bytes) {
        true => Ok(bytes),
        false => Err(damaged("it has no card".into())),
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<(CheckpointCard, Weights)> {
    let header = read_header(bytes, CARD_KEY).map_err(|error| damaged(error.to_string()))?;
    let card = header.text.ok_or_else(|| damaged("it has no card".into()))?;
    let card: CheckpointCard =
        serde_json::from_str(&card).map_err(|error| damaged(error.to_string()))?;
    match (card.format_version, &card.sha256) {
        (WITHOUT_CHECKSUM, None) => {}
        (FORMAT_VERSION, Some(sum)) if is_sealed(bytes, sum) => {}
        (WITHOUT_CHECKSUM | FORMAT_VERSION, _) => {
            return Err(damaged("it does not match its checksum".into()));
        }
        (version, _) => return Err(damaged(format!("its format is version {version}"))),
    }
    // The weights it asks room for are bounded by the settings' ranges.
    card.settings.validate().map_err(|error| damaged(error.to_string()))?;
    let weights = read_weights(bytes).map_err(|error| damaged(error.to_string()))?;
    Ok((card, weights))
}

fn damaged(reason: String) -> Error {
    Error::CheckpointDamaged { reason }
}
