//! Whole predictions of models that were trained here.

use crate::error::{Running, to_js_error};
use crate::js::{Js, messages, to_js};
use crate::model::Model;
use crate::picture::picture;
use kiln_core::format::{ModelCard, ModelFile, TrainingRecord};
use kiln_core::inference::Prediction;
use kiln_core::networks::efficientnet_lite0::Layer;
use serde::Serialize;
use wasm_bindgen::prelude::*;

messages! {
    Option<Layer> => "core.Layer | null",
    Prediction => "core.Prediction",
    TrainedCard<'_> => "core.TrainedCard",
}

/// The card of a trained model's file. Files come from anywhere: what is unknown has to be checked.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TrainedCard<'a> {
    id: &'a str,
    /// Hexadecimal SHA-256 of the weights: which version it is.
    data_sha256: &'a str,
    num_parameters: usize,
    /// The types of the arrays, such as `f32+i8`.
    float_type: &'a str,
    name: &'a str,
    architecture: &'a str,
    class_names: &'a [String],
    backbone_sha256: Option<&'a str>,
    #[cfg_attr(feature = "types", ts(type = "unknown"))]
    unknown: Option<&'a serde_json::Value>,
    #[cfg_attr(feature = "types", ts(type = "unknown"))]
    metrics: Option<&'a serde_json::Value>,
    #[cfg_attr(feature = "types", ts(type = "unknown"))]
    training: Option<&'a TrainingRecord>,
}

impl<'a> From<&'a ModelCard> for TrainedCard<'a> {
    fn from(card: &'a ModelCard) -> Self {
        Self {
            id: &card.id,
            data_sha256: &card.data_sha256,
            num_parameters: card.num_parameters,
            float_type: &card.float_type,
            name: &card.name,
            architecture: &card.architecture,
            class_names: card.class_names(),
            backbone_sha256: card.backbone.as_ref().map(|backbone| backbone.sha256.as_str()),
            unknown: card.unknown.as_ref(),
            metrics: card.metrics.as_ref(),
            training: card.training.as_ref(),
        }
    }
}

/// Whether a model file is a head over another network's features, by its card alone.
///
/// # Errors
/// `model.damaged`, `model.unsupported`.
#[wasm_bindgen(js_name = readsBackbone)]
pub fn reads_backbone(file: &[u8]) -> Result<bool, JsValue> {
    ModelFile::reads_backbone(file).map_err(|error| to_js_error(&error))
}

#[wasm_bindgen]
impl Model {
    /// The card with all that the training left in it. What it claims is not checked.
    #[wasm_bindgen(js_name = trainedCard)]
    pub fn trained_card(&self) -> Result<Js<TrainedCard<'static>>, JsValue> {
        to_js(&TrainedCard::from(self.core().card()))
    }

    /// The layer of the backbone that the model's own network reads, if it reads one: what may be kept of a picture.
    #[wasm_bindgen(js_name = rowLayer)]
    pub fn row_layer(&self) -> Result<Js<Option<Layer>>, JsValue> {
        to_js(&self.core().layer())
    }

    /// The prediction for one decoded picture: `rgba` is `[height, width, 4]`, straight alpha, sRGB, upright.
    ///
    /// # Errors
    /// `engine.busy`, `picture.…`, `device.lost`, `model.not-finite`.
    pub async fn predict(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
    ) -> Result<Js<Prediction>, JsValue> {
        let _running = Running::begin(self.is_running())?;
        let prediction = self.core().predict(picture(rgba, width, height)?).await;
        to_js(&prediction.map_err(|error| to_js_error(&error))?)
    }
}
