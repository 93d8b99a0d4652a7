use crate::answer::answer;
use crate::engine::open_burn;
use crate::error::{to_js_error, to_object};
use crate::explanation::Explanations;
use crate::picture::preprocess;
use kiln_core::classification::TrainedModel as CoreModel;
use kiln_core::explanation::Method;
use kiln_core::model_file::TrainingRecord;
use kiln_core::models::trainable::InputKind;
use kiln_core::picture::{Area, seen_area};
use serde::Serialize;
use tsify::Ts;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type { TrainedCard } from '../../worker/trained-card.js';";

/// A model that was trained here, loaded for answers.
#[wasm_bindgen]
pub struct TrainedModel {
    core: CoreModel,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Card<'a> {
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

#[wasm_bindgen]
impl TrainedModel {
    /// Checks a model file and puts its weights on this build's device.
    pub async fn load(model_bytes: Vec<u8>) -> Result<TrainedModel, JsValue> {
        let device = open_burn().await.map_err(|error| to_js_error(&error))?;
        let core = CoreModel::load(&model_bytes, &device).map_err(|error| to_js_error(&error))?;
        Ok(Self { core })
    }

    /// What the file says of itself.
    #[wasm_bindgen(unchecked_return_type = "TrainedCard")]
    pub fn card(&self) -> Result<JsValue, JsValue> {
        let card = self.core.card();
        to_object(&Card {
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
        })
    }

    /// Whether it reads what the backbone gives (features or activations) instead of pixels.
    #[wasm_bindgen(js_name = readsFeatures)]
    pub fn reads_features(&self) -> bool {
        !matches!(self.core.architecture().input_kind(), InputKind::Pixels { .. })
    }

    /// Whether that is the activations before the backbone's last block.
    #[wasm_bindgen(js_name = readsActivations)]
    pub fn reads_activations(&self) -> bool {
        self.core.architecture().input_kind() == InputKind::Activations
    }

    /// A decoded picture to the network's input; for networks over pixels.
    pub fn preprocess(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
    ) -> Result<Vec<f32>, JsValue> {
        preprocess(rgba, width, height, &self.core.card().input)
    }

    /// The probability of each class, and behind them how much the input looks like one of the
    /// classes at all: `[classes + 1]`.
    pub async fn answer(&self, input: Vec<f32>) -> Result<Vec<f32>, JsValue> {
        let logits = self.core.logits(&input).await.map_err(|error| to_js_error(&error))?;
        Ok(answer(&logits))
    }

    /// Scores before the softmax: `[n, values]` to `[n, classes]`.
    pub async fn logits(&self, input: Vec<f32>) -> Result<Vec<f32>, JsValue> {
        self.core.logits(&input).await.map_err(|error| to_js_error(&error))
    }

    /// Whether its answers are explained by hiding parts of the picture ([`crate::Occlusion`]), for
    /// want of a feature map.
    #[wasm_bindgen(js_name = needsOcclusion)]
    pub fn needs_occlusion(&self) -> bool {
        self.core.explanation_method() == Method::Occlusion
    }

    /// What speaks for each of `classes` in a picture of `width` × `height` pixels. `input` is what
    /// [`Self::preprocess`] made of it, for models that read features `Classifier.featureMap`, for those
    /// that read activations `Classifier.activations`.
    pub async fn explain(
        &self,
        input: Vec<f32>,
        width: usize,
        height: usize,
        classes: Vec<usize>,
    ) -> Result<Ts<Explanations>, JsValue> {
        let maps =
            self.core.explain(&input, &classes).await.map_err(|error| to_js_error(&error))?;
        Explanations::new(&classes, self.core.explanation_method(), maps, self.seen(width, height))
    }

    /// Side of the picture that its network sees, in pixels.
    #[wasm_bindgen(js_name = inputSide)]
    pub fn input_side(&self) -> usize {
        self.core.card().input.side
    }
}

impl TrainedModel {
    /// The part of a picture that the network gets to see.
    pub(crate) fn seen(&self, width: usize, height: usize) -> Area {
        seen_area(width.max(1), height.max(1), &self.core.card().input)
    }
}
