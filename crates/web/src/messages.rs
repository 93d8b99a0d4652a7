//! Plain objects that cross the boundary. Their TypeScript types are those of `www/types/core.ts`, which is
//! generated from the structs; [`Js`] says at each export which struct it is, and the compiler holds it to that.

use crate::error::unexpected;
use crate::explanation::Explanation;
use kiln_core::explanation::MaskCheckResult;
use kiln_core::format::ModelCard as CoreCard;
use kiln_core::inference::TopClass as CoreTopClass;
use kiln_core::picture::PictureInfo;
use serde::Serialize;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type * as core from '../../types/core.js';";

/// A type whose values cross the boundary as plain objects.
pub trait Message {
    /// Its values on the other side, under the TypeScript name of the type.
    type Js: JsCast;
}

/// A plain object that is a `T`, in the signature of an export.
pub type Js<T> = <T as Message>::Js;

/// Makes types messages, each with its TypeScript type as wasm-bindgen writes it. The test of
/// [`crate::typescript`] compares these names with the generated ones.
macro_rules! messages {
    ($($type:ty => $typescript:literal,)*) => {
        $(const _: () = {
            #[wasm_bindgen::prelude::wasm_bindgen]
            extern "C" {
                #[wasm_bindgen(typescript_type = $typescript)]
                pub type JsMessage;
            }
            impl $crate::messages::Message for $type {
                type Js = JsMessage;
            }
        };)*

        /// Names these messages to the generator of the TypeScript types.
        #[cfg(all(test, feature = "types"))]
        pub(crate) fn visit_messages(found: &mut $crate::typescript::Declarations) {
            $(found.add_message::<$type>($typescript);)*
        }
    };
}
#[cfg(any(feature = "train", feature = "widget"))]
pub(crate) use messages;

/// A value as a plain object: maps are objects, and what is none is null.
pub fn to_js<T: Message + Serialize>(value: &T) -> Result<Js<T>, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map(JsCast::unchecked_into).map_err(|error| unexpected(&error))
}

/// A value of a plain object. What does not fit its type is a fault of ours.
#[cfg(feature = "train")]
pub fn from_js<T: Message + serde::de::DeserializeOwned>(value: Js<T>) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value.unchecked_into()).map_err(|error| unexpected(&error))
}

messages! {
    MaskCheckResult => "core.MaskCheckResult",
    ModelCard => "core.ModelCard",
    PictureInfo => "core.PictureInfo",
    Vec<Explanation> => "Array<core.Explanation>",
    Vec<TopClass> => "Array<core.TopClass>",
}

/// One class and how sure the model is of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TopClass {
    /// The class's position.
    pub index: usize,
    /// Its name by language tag (`en`, `zh-Hans`).
    pub label: BTreeMap<String, String>,
    /// From 0 to 1.
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

/// What a model is, for people. The labels come with each prediction.
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
