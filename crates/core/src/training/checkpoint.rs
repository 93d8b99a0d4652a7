//! A run on disk: safetensors with the weights, the optimiser's moments and the best weights, and a
//! card in the metadata.

use super::run::{EpochReport, RunState};
use super::settings::TrainingSettings;
use crate::error::{Error, Result};
use crate::model_file::{Weights, read_weights};
use crate::models::trainable::Architecture;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
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
    let encoded: Vec<(&String, &Vec<usize>, Vec<u8>)> = weights
        .0
        .iter()
        .map(|(name, weight)| {
            let bytes = weight.values.iter().flat_map(|value| value.to_le_bytes()).collect();
            (name, &weight.shape, bytes)
        })
        .collect();
    let views: Vec<(&String, TensorView)> = encoded
        .iter()
        .map(|(name, shape, bytes)| {
            Ok((*name, TensorView::new(Dtype::F32, shape.to_vec(), bytes)?))
        })
        .collect::<Result<_, safetensors::SafeTensorError>>()
        .map_err(|error| failed(error.to_string()))?;
    let card = serde_json::to_string(card).map_err(|error| failed(error.to_string()))?;
    let metadata = [(CARD_KEY.to_owned(), card)].into_iter().collect();
    safetensors::serialize(views, Some(metadata)).map_err(|error| failed(error.to_string()))
}

pub(super) fn read(bytes: &[u8]) -> Result<(CheckpointCard, Weights)> {
    let damaged = |reason: String| Error::CheckpointDamaged { reason };
    let (_, metadata) =
        SafeTensors::read_metadata(bytes).map_err(|error| damaged(error.to_string()))?;
    let card = metadata.metadata().as_ref().and_then(|texts| texts.get(CARD_KEY));
    let card = card.ok_or_else(|| damaged("it has no card".into()))?;
    let card: CheckpointCard =
        serde_json::from_str(card).map_err(|error| damaged(error.to_string()))?;
    if card.format_version != FORMAT_VERSION {
        return Err(damaged(format!("its format is version {}", card.format_version)));
    }
    // The weights it asks room for are bounded by the settings' ranges.
    card.settings.validate().map_err(|error| damaged(error.to_string()))?;
    let weights = read_weights(bytes).map_err(|error| damaged(error.to_string()))?;
    Ok((card, weights))
}
