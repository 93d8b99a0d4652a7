use crate::engine::{Kernels, open};
use crate::error::{busy, to_js_error, to_message};
use crate::explanation::Explanations;
use crate::messages::{ModelCard, Predictions};
use crate::picture::preprocess;
use kiln_core::classification::{Classifier as CoreClassifier, top_predictions};
use kiln_core::explanation::Method;
use kiln_core::model_file::ModelFile;
use kiln_core::picture::{InputSpec, seen_area};
use std::cell::RefCell;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// A loaded model. Calls on it must follow one another: a call while another one is running is
/// refused with the code `engine.busy`.
#[wasm_bindgen]
pub struct Classifier {
    card: ModelCard,
    input: InputSpec,
    /// Taken out while a call is running, which is how a second one notices.
    core: RefCell<Option<CoreClassifier>>,
}

#[wasm_bindgen]
impl Classifier {
    /// Checks a model file and builds its network on this build's device. `data_sha256` is the checksum of its
    /// weights, where the browser has computed it.
    pub async fn load(
        model_bytes: Vec<u8>,
        kernels: Kernels,
        data_sha256: Option<String>,
    ) -> Result<Classifier, JsValue> {
        let engine = open(kernels).await.map_err(|error| to_js_error(&error))?;
        let core = ModelFile::parse_digested(&model_bytes, data_sha256.as_deref())
            .and_then(|file| CoreClassifier::from_file(file, engine))
            .map_err(|error| to_js_error(&error))?;
        Ok(Self {
            card: core.card().into(),
            input: core.input().clone(),
            core: RefCell::new(Some(core)),
        })
    }

    /// What the model is.
    pub fn card(&self) -> Result<Ts<ModelCard>, JsValue> {
        to_message(&self.card)
    }

    /// Crops, resizes and normalises. `rgba` is `[height, width, 4]`, straight alpha, sRGB,
    /// upright; returns `[1, 3, side, side]`.
    pub fn preprocess(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
    ) -> Result<Vec<f32>, JsValue> {
        preprocess(rgba, width, height, &self.input)
    }

    /// The `top` most probable classes for one decoded picture.
    pub async fn classify(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
        top: usize,
    ) -> Result<Ts<Predictions>, JsValue> {
        let input = self.preprocess(rgba, width, height)?;
        let mut core = self.take()?;
        let logits = core.logits(&input).await;
        let predictions = logits
            .map(|logits| Predictions::named(top_predictions(&logits, top), core.card()))
            .map_err(|error| to_js_error(&error));
        self.core.replace(Some(core));
        to_message(&predictions?)
    }

    /// Scores before the softmax: `[n, 3, side, side]` to `[n, classes]`.
    pub async fn logits(&self, input: Vec<f32>) -> Result<Vec<f32>, JsValue> {
        let mut core = self.take()?;
        let logits = core.logits(&input).await;
        self.core.replace(Some(core));
        logits.map_err(|error| to_js_error(&error))
    }

    /// Pooled features: `[n, 3, side, side]` to `[n, 1280]`.
    pub async fn embed(&self, input: Vec<f32>) -> Result<Vec<f32>, JsValue> {
        let mut core = self.take()?;
        let features = core.embed(&input).await;
        self.core.replace(Some(core));
        features.map_err(|error| to_js_error(&error))
    }

    /// What goes into the last block: `[n, 3, side, side]` to `[n, 9408]`.
    pub async fn activations(&self, input: Vec<f32>) -> Result<Vec<f32>, JsValue> {
        let mut core = self.take()?;
        let activations = core.activations(&input).await;
        self.core.replace(Some(core));
        activations.map_err(|error| to_js_error(&error))
    }

    /// The last convolution, before the mean over its places: `[1, 3, side, side]` to `[7, 7, 1280]`.
    #[wasm_bindgen(js_name = featureMap)]
    pub async fn feature_map(&self, input: Vec<f32>) -> Result<Vec<f32>, JsValue> {
        let mut core = self.take()?;
        let features = core.feature_map(&input).await;
        self.core.replace(Some(core));
        features.map(|features| features.values).map_err(|error| to_js_error(&error))
    }

    /// What speaks for each of `classes` in a picture of `width` × `height` pixels, of which `input` is
    /// what [`Self::preprocess`] made.
    pub async fn explain(
        &self,
        input: Vec<f32>,
        width: usize,
        height: usize,
        classes: Vec<usize>,
    ) -> Result<Ts<Explanations>, JsValue> {
        let mut core = self.take()?;
        let maps = core.explain(&input, &classes).await;
        self.core.replace(Some(core));
        let maps = maps.map_err(|error| to_js_error(&error))?;
        let seen = seen_area(width.max(1), height.max(1), &self.input);
        Explanations::new(&classes, Method::Cam, maps, seen)
    }

    /// Side of the input in pixels.
    #[wasm_bindgen(js_name = inputSide)]
    pub fn input_side(&self) -> usize {
        self.input.side
    }

    fn take(&self) -> Result<CoreClassifier, JsValue> {
        self.core.take().ok_or_else(busy)
    }
}
