use crate::picture::InputSpec;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the card's fields that this code writes, and the newest it reads.
pub const FORMAT_VERSION: u32 = 1;

/// What a model is, where it comes from and what its answers are called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelCard {
    /// [`FORMAT_VERSION`] at the time of writing.
    pub format_version: u32,
    /// Stable short name, such as `efficientnet-lite0-imagenet1k`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Version of the weights.
    pub version: String,
    /// Which network of [`crate::models`] the weights belong to.
    pub architecture: String,
    /// SPDX expression of the weights' licence.
    pub licence: String,
    /// Who made the weights, and from what.
    pub source: String,
    /// What the network is good for and what it is not.
    pub description: String,
    /// How pictures become inputs.
    pub input: InputSpec,
    /// Number of classes; every list in `labels` is this long.
    pub num_classes: usize,
    /// Class names by language tag (`en`, `zh-Hans`), in the order of the logits.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Number of weights.
    pub num_parameters: usize,
    /// Type the weights are stored in: `f32` or `f16`.
    pub float_type: String,
    /// Hexadecimal SHA-256 of everything behind the file's header.
    pub data_sha256: String,
}
