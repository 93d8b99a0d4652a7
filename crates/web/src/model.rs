use crate::engine::{Kernels, open};
use crate::error::{Running, to_js_error};
use crate::js::{Js, to_js};
use crate::messages::{Explanation, ModelCard, TopClass, explanations};
use crate::picture::picture;
use kiln_core::format::ModelFile;
use kiln_core::inference::{Backbone as CoreBackbone, Model as CoreModel};
use kiln_core::networks::{ExplanationMethod, efficientnet_lite0};
use kiln_core::picture::{Area, seen_area};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The layer of a backbone at which another network begins to read: behind all of it, or before its last block.
#[wasm_bindgen]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// `[1280]`
    Features = "features",
    /// `[192, 7, 7]`
    Activations = "activations",
}

impl Layer {
    fn core(self) -> efficientnet_lite0::Layer {
        match self {
            Self::Activations => efficientnet_lite0::Layer::Activations,
            _ => efficientnet_lite0::Layer::Features,
        }
    }
}

/// The network whose features other models read, loaded.
#[wasm_bindgen]
pub struct Backbone {
    core: CoreBackbone,
}

#[wasm_bindgen]
impl Backbone {
    /// Checks a model file and builds its network on this build's device. `data_sha256` is the checksum of its
    /// weights, where the browser has computed it.
    ///
    /// # Errors
    /// `model.damaged`, `model.unsupported`, `device.unavailable`.
    pub async fn load(
        file: Vec<u8>,
        kernels: Kernels,
        data_sha256: Option<String>,
    ) -> Result<Backbone, JsValue> {
        let engine = open(kernels).await.map_err(|error| to_js_error(&error))?;
        let core = ModelFile::parse_digested(&file, data_sha256.as_deref())
            .and_then(|file| CoreBackbone::load(file, engine))
            .map_err(|error| to_js_error(&error))?;
        Ok(Self { core })
    }

    /// The card of the network.
    pub fn card(&self) -> Result<Js<ModelCard>, JsValue> {
        to_js(&ModelCard::from(self.core.card()))
    }

    /// The values of a layer for one decoded picture: `rgba` is `[height, width, 4]`, straight alpha, sRGB, upright.
    ///
    /// # Errors
    /// `picture.…`, `device.lost`, `model.not-finite`.
    pub async fn features(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
        layer: Layer,
    ) -> Result<Vec<f32>, JsValue> {
        let features = self.core.features(picture(rgba, width, height)?, layer.core()).await;
        features.map_err(|error| to_js_error(&error))
    }

    /// The values of a layer for prepared pictures, `[n, 3, side, side]` to `[n, values]`.
    ///
    /// # Errors
    /// `input.shape`, `device.lost`, `model.not-finite`.
    #[wasm_bindgen(js_name = featuresOfInput)]
    pub async fn features_of_input(
        &self,
        input: Vec<f32>,
        layer: Layer,
    ) -> Result<Vec<f32>, JsValue> {
        let features = self.core.layer(layer.core(), &input).await;
        features.map_err(|error| to_js_error(&error))
    }
}

#[cfg(any(feature = "train", feature = "widget"))]
#[wasm_bindgen]
impl Backbone {
    /// Whether a head that names its backbone by this checksum reads the features of this network.
    #[wasm_bindgen(js_name = hasFeaturesOf)]
    pub fn has_features_of(&self, sha256: &str) -> bool {
        self.core.card().has_features_of(sha256)
    }
}

impl Backbone {
    #[cfg(any(feature = "train", feature = "widget"))]
    pub(crate) fn core(&self) -> &CoreBackbone {
        &self.core
    }
}

/// A loaded model. Its own calls must follow one another: one while another is running is refused with the code
/// `engine.busy`. Checks of maps and of copies hold the model by themselves, and may go on between two calls.
#[wasm_bindgen]
pub struct Model {
    core: Rc<CoreModel>,
    is_running: Cell<bool>,
}

#[wasm_bindgen]
impl Model {
    /// Checks a model file and builds its network on this build's device. `data_sha256` is the checksum of its
    /// weights, where the browser has computed it.
    ///
    /// # Errors
    /// `model.damaged`; `model.unsupported`, also for a model over features whose file lacks the backbone;
    /// `device.unavailable`, `model.reads-texts`, `model.hears-sounds`.
    pub async fn load(
        file: Vec<u8>,
        kernels: Kernels,
        data_sha256: Option<String>,
    ) -> Result<Model, JsValue> {
        let engine = open(kernels).await.map_err(|error| to_js_error(&error))?;
        ModelFile::parse_digested(&file, data_sha256.as_deref())
            .and_then(|file| CoreModel::from_file(file, None, &engine))
            .and_then(of_pictures)
            .map(Self::of)
            .map_err(|error| to_js_error(&error))
    }

    /// Loads as [`Self::load`] does, for a model that may read the features of `backbone`.
    ///
    /// # Errors
    /// As [`Self::load`].
    #[cfg(any(feature = "train", feature = "widget"))]
    #[wasm_bindgen(js_name = loadOver)]
    pub fn load_over(file: &[u8], backbone: &Backbone) -> Result<Model, JsValue> {
        let core = backbone.core();
        CoreModel::load(file, Some(core), core.engine())
            .and_then(of_pictures)
            .map(Self::of)
            .map_err(|error| to_js_error(&error))
    }

    /// The card of the model.
    pub fn card(&self) -> Result<Js<ModelCard>, JsValue> {
        to_js(&ModelCard::from(self.core.card()))
    }

    /// The network whose features the model reads, or which it is.
    pub fn backbone(&self) -> Option<Backbone> {
        self.core.backbone().map(|core| Backbone { core: core.clone() })
    }

    /// Side of the prepared picture in pixels.
    #[wasm_bindgen(js_name = inputSide)]
    pub fn input_side(&self) -> usize {
        self.core.input().map_or(0, |input| input.side)
    }

    /// The `top` most probable classes for one decoded picture, with their names.
    ///
    /// # Errors
    /// `engine.busy`, `picture.…`, `device.lost`, `model.not-finite`.
    pub async fn classify(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
        top: usize,
    ) -> Result<Js<Vec<TopClass>>, JsValue> {
        let _running = Running::begin(&self.is_running)?;
        let prediction = self.core.predict(picture(rgba, width, height)?).await;
        let prediction = prediction.map_err(|error| to_js_error(&error))?;
        let named = |class| TopClass::named(class, self.core.card());
        to_js(&prediction.top(top).into_iter().map(named).collect::<Vec<_>>())
    }

    /// Scores before the softmax: `[n, 3, side, side]` to `[n, classes]`.
    ///
    /// # Errors
    /// `engine.busy`, `input.shape`, `device.lost`, `model.not-finite`.
    pub async fn logits(&self, input: Vec<f32>) -> Result<Vec<f32>, JsValue> {
        let _running = Running::begin(&self.is_running)?;
        self.core.logits(&input).await.map_err(|error| to_js_error(&error))
    }

    /// Whether predictions are explained by hiding parts of the picture ([`crate::Occlusion`]), for want of a
    /// feature map.
    #[wasm_bindgen(js_name = needsOcclusion)]
    pub fn needs_occlusion(&self) -> bool {
        self.core.explanation_method() == ExplanationMethod::Occlusion
    }

    /// Maps of what speaks for each of `classes` in a decoded picture, for models with a feature map.
    ///
    /// # Errors
    /// `engine.busy`, `picture.…`, `explanation.input`, `device.lost`, `model.not-finite`.
    pub async fn explain(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
        classes: Vec<usize>,
    ) -> Result<Js<Vec<Explanation>>, JsValue> {
        let _running = Running::begin(&self.is_running)?;
        let input = self.preprocess(rgba, width, height)?;
        let maps = self.core.heat_maps(&input, &classes).await;
        let maps = maps.map_err(|error| to_js_error(&error))?;
        let method = self.core.explanation_method();
        explanations(&classes, method, maps, self.seen(width, height))
    }
}

impl Model {
    fn of(core: CoreModel) -> Self {
        Self { core: Rc::new(core), is_running: Cell::new(false) }
    }

    pub(crate) fn core(&self) -> &Rc<CoreModel> {
        &self.core
    }

    /// Crops, resizes and normalises. `rgba` is `[height, width, 4]`, straight alpha, sRGB,
    /// upright; returns `[1, 3, side, side]`.
    ///
    /// # Errors
    /// `picture.…`
    pub(crate) fn preprocess(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
    ) -> Result<Vec<f32>, JsValue> {
        self.core.prepare(picture(rgba, width, height)?).map_err(|error| to_js_error(&error))
    }

    #[cfg(any(feature = "train", feature = "widget"))]
    pub(crate) fn is_running(&self) -> &Cell<bool> {
        &self.is_running
    }

    /// The part of a picture that the network gets to see.
    pub(crate) fn seen(&self, width: usize, height: usize) -> Area {
        let (width, height) = (width.max(1), height.max(1));
        match self.core.input() {
            Ok(input) => seen_area(width, height, input),
            // A model of texts sees nothing of a picture.
            Err(_) => Area { left: 0.0, top: 0.0, width: 0.0, height: 0.0 },
        }
    }
}

/// Pages hold pictures against models, and neither texts nor sounds.
fn of_pictures(model: CoreModel) -> kiln_core::Result<CoreModel> {
    match model.reads_texts() {
        true => Err(kiln_core::Error::ModelReadsTexts),
        false => model.card().check_no_sounds().map(|()| model),
    }
}
