//! Plain objects that cross the boundary. Their TypeScript types are generated from here, and
//! `tsify::Ts` carries them over through serde-wasm-bindgen.

use kiln_core::format::ModelCard as CoreCard;
use kiln_core::inference::TopClass as CoreTopClass;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tsify::Tsify;

/// What the header of a picture says.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct PictureInfo {
    /// Short upper-case name, such as `JPEG`.
    pub format: String,
    /// Width in pixels as stored, before any EXIF rotation.
    pub width: usize,
    /// Height in pixels as stored.
    pub height: usize,
    /// Whether only the first of several frames is looked at.
    pub is_animated: bool,
}

impl From<kiln_core::picture::PictureInfo> for PictureInfo {
    fn from(info: kiln_core::picture::PictureInfo) -> Self {
        let kiln_core::picture::PictureInfo { format, width, height, is_animated } = info;
        Self { format, width, height, is_animated }
    }
}

/// One class and how sure the model is of it.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct TopClass {
    /// The class's position.
    pub index: usize,
    /// Its name by language tag (`en`, `zh-Hans`).
    #[tsify(type = "Record<string, string>")]
    pub label: BTreeMap<String, String>,
    /// From 0 to 1.
    pub probability: f32,
}

/// The most probable classes, most probable first.
// The names by language become a plain object, not a `Map`.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[tsify(hashmap_as_object)]
pub struct TopClasses(pub Vec<TopClass>);

impl TopClasses {
    /// Adds the names of `card` to `classes`.
    pub fn named(classes: Vec<CoreTopClass>, card: &CoreCard) -> Self {
        let name = |CoreTopClass { index, probability }| TopClass {
            index,
            probability,
            label: card
                .labels
                .iter()
                .map(|(language, labels)| (language.clone(), labels[index].clone()))
                .collect(),
        };
        Self(classes.into_iter().map(name).collect())
    }
}

/// What a model is, for people. The labels come with each prediction.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ModelCard {
    /// Stable short name.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Version of the weights.
    pub version: String,
    /// Which network it is.
    pub architecture: String,
    /// SPDX expression.
    pub licence: String,
    /// Who made the weights, and from what.
    pub source: String,
    /// What it is good for and what not.
    pub description: String,
    /// Length of the logits.
    pub num_classes: usize,
    /// Number of weights.
    pub num_parameters: usize,
    /// Type the weights are stored in.
    pub float_type: String,
    /// Hexadecimal SHA-256 of the weights: what a head over this network's features is bound to.
    pub data_sha256: String,
    /// For a smaller copy of another model: the checksum of the original, whose heads fit this one.
    #[tsify(optional)]
    pub derived_from: Option<String>,
}

impl From<&CoreCard> for ModelCard {
    fn from(card: &CoreCard) -> Self {
        Self {
            id: card.id.clone(),
            name: card.name.clone(),
            version: card.version.clone(),
            architecture: card.architecture.clone(),
            licence: card.licence.clone(),
            source: card.source.clone(),
            description: card.description.clone(),
            num_classes: card.num_classes,
            num_parameters: card.num_parameters,
            float_type: card.float_type.clone(),
            data_sha256: card.data_sha256.clone(),
            derived_from: card.derived_from.clone(),
        }
    }
}
