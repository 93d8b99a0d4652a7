//! Whole predictions of models that were trained here.

use crate::error::{Running, to_js_error, to_object};
use crate::model::Model;
use crate::picture::picture;
use kiln_core::format::{ModelCard, TrainingRecord};
use kiln_core::networks::efficientnet_lite0::Layer;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TrainedCard<'a> {
    id: &'a str,
    data_sha256: &'a str,
    num_parameters: usize,
    float_type: &'a str,
    name: &'a str,
    architecture: &'a str,
    class_names: &'a [String],
    backbone_sha256: Option<&'a str>,
    unknown: Option<&'a serde_json::Value>,
    metrics: Option<&'a serde_json::Value>,
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

#[wasm_bindgen]
impl Model {
    /// The card with all that the training left in it. What it claims is not checked.
    #[wasm_bindgen(js_name = trainedCard, unchecked_return_type = "TrainedCard")]
    pub fn trained_card(&self) -> Result<JsValue, JsValue> {
        to_object(&TrainedCard::from(self.core().card()))
    }

    /// The layer of the backbone that the model's own network reads, if it reads one: what may be kept of a picture
    /// and handed to [`Self::predict_row`].
    #[wasm_bindgen(js_name = rowLayer, unchecked_return_type = "Layer | undefined")]
    pub fn row_layer(&self) -> Option<String> {
        let layer = self.core().layer()?;
        Some(if layer == Layer::Features { "features" } else { "activations" }.to_owned())
    }

    /// The prediction for one decoded picture: `rgba` is `[height, width, 4]`, straight alpha, sRGB, upright.
    ///
    /// # Errors
    /// `engine.busy`, `picture.…`, `device.lost`, `model.not-finite`.
    #[wasm_bindgen(unchecked_return_type = "Prediction")]
    pub async fn predict(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
    ) -> Result<JsValue, JsValue> {
        let _running = Running::begin(self.is_running())?;
        let prediction = self.core().predict(picture(rgba, width, height)?).await;
        to_object(&prediction.map_err(|error| to_js_error(&error))?)
    }

    /// The prediction for one row of what the model's own network reads, `[values]`.
    ///
    /// # Errors
    /// `engine.busy`, `input.shape`, `device.lost`, `model.not-finite`.
    #[wasm_bindgen(js_name = predictRow, unchecked_return_type = "Prediction")]
    pub async fn predict_row(&self, row: Vec<f32>) -> Result<JsValue, JsValue> {
        let _running = Running::begin(self.is_running())?;
        let prediction = self.core().predict_row(&row).await;
        to_object(&prediction.map_err(|error| to_js_error(&error))?)
    }
}
