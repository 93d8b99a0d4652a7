//! The messages about models and pictures beside the core's own structs.

use crate::js::{Js, messages, to_js};
use kiln_core::explanation::{Extent, MaskCheckResult, Region, locate};
use kiln_core::format::ModelCard as CoreCard;
use kiln_core::inference::TopClass as CoreTopClass;
use kiln_core::networks::ExplanationMethod;
use kiln_core::operations::HeatMap;
use kiln_core::picture::{Area, PictureInfo};
use serde::Serialize;
use std::collections::BTreeMap;
use wasm_bindgen::JsValue;

messages! {
    MaskCheckResult => "core.MaskCheckResult",
    ModelCard => "core.ModelCard",
    PictureInfo => "core.PictureInfo",
    Vec<Explanation> => "Array<core.Explanation>",
    Vec<TopClass> => "Array<core.TopClass>",
}

/// A map of what in a picture speaks for one class.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The index of the class.
    pub class_index: usize,
    /// The method by which the map was made.
    pub method: ExplanationMethod,
    /// Cells from top to bottom.
    pub rows: usize,
    /// Cells from left to right.
    pub columns: usize,
    /// `[rows, columns]`, from 0 to 1.
    pub values: Vec<f32>,
    /// The sum of all that speaks for the class or against it, in the method's unit.
    pub sum: f32,
    /// The part of the network's input that the cells cover.
    pub place: Area,
    /// The part of the picture that the cells cover.
    pub on_picture: Area,
    /// The part of the picture that the network gets to see.
    pub seen: Area,
    /// The warmest ninth of the picture.
    pub region: Region,
    /// The region's share of the map, from 0 to 1.
    pub share: f32,
    /// The part of the map that may be said to lie there.
    pub extent: Extent,
}

/// An explanation for each of `classes`, whose `maps` are laid on a picture of which the network saw `seen`.
pub fn explanations(
    classes: &[usize],
    method: ExplanationMethod,
    maps: Vec<HeatMap>,
    seen: Area,
) -> Result<Js<Vec<Explanation>>, JsValue> {
    let explanation = |(class, map): (&usize, HeatMap)| {
        let on_picture = map.place.within(&seen);
        let focus = locate(&map, &on_picture);
        Explanation {
            class_index: *class,
            method,
            rows: map.rows,
            columns: map.columns,
            values: map.values,
            sum: map.sum,
            place: map.place,
            on_picture,
            seen,
            region: focus.region,
            share: focus.share,
            extent: focus.extent,
        }
    };
    to_js(&classes.iter().zip(maps).map(explanation).collect::<Vec<_>>())
}

/// One class and how sure the model is of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TopClass {
    /// The class's position.
    pub index: usize,
    /// The name of the class by language tag (`en`, `zh-Hans`).
    pub label: BTreeMap<String, String>,
    /// The probability of the class, from 0 to 1.
    pub probability: f32,
}

impl TopClass {
    /// Adds the names of `card` to a class of the core.
    pub fn named(CoreTopClass { index, probability }: CoreTopClass, card: &CoreCard) -> Self {
        let named =
            |(language, labels): (&String, &Vec<String>)| (language.clone(), labels[index].clone());
        Self { index, probability, label: card.labels.iter().map(named).collect() }
    }
}

/// The card of a model, for people. The labels come with each prediction.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ModelCard {
    /// Stable short name.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Version of the weights.
    pub version: String,
    /// The architecture of the network.
    pub architecture: String,
    /// SPDX expression.
    pub licence: String,
    /// The origin of the weights: who made them, and from what.
    pub source: String,
    /// The purposes that the model is good for, and those that it is not.
    pub description: String,
    /// Length of the logits.
    pub num_classes: usize,
    /// Number of weights.
    pub num_parameters: usize,
    /// Type the weights are stored in.
    pub float_type: String,
    /// Hexadecimal SHA-256 of the weights: what a head over this network's features is bound to.
    pub data_sha256: String,
    /// The checksum of the original, for a smaller copy of another model: the original's heads fit this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
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
