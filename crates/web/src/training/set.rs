use crate::error::to_js_error;
use crate::js::{Js, from_js};
use kiln_core::dataset::Subset;
use kiln_core::format::{ModelFile, Weights};
use kiln_core::networks::{Architecture, InputKind, NetworkSize};
use kiln_core::picture::{self, RgbaPicture};
use kiln_core::training::TrainingData;
use wasm_bindgen::prelude::*;

/// The inputs that a run learns from, in this module's memory.
#[wasm_bindgen]
pub struct TrainingSet {
    pub(super) architecture: Architecture,
    pub(super) data: TrainingData,
    /// The weights that fine-tuning begins with.
    pub(super) backbone: Weights,
}

#[wasm_bindgen]
impl TrainingSet {
    /// An empty set of the kind of inputs that `architecture` reads.
    #[wasm_bindgen(constructor)]
    pub fn new(architecture: &str) -> Result<Self, JsValue> {
        let architecture =
            Architecture::from_id(architecture).map_err(|error| to_js_error(&error))?;
        let data = TrainingData::new(architecture.input());
        Ok(Self { architecture, data, backbone: Weights::default() })
    }

    /// The file of the network whose last layers fine-tuning trains. Of its weights only those are kept.
    #[wasm_bindgen(js_name = setBackbone)]
    pub fn set_backbone(&mut self, file: &[u8]) -> Result<(), JsValue> {
        let mut weights = ModelFile::parse(file).map_err(|error| to_js_error(&error))?.weights;
        let num_frozen = self.architecture.frozen_phase().map_or(0, |phase| phase.num_frozen);
        let specs = self.architecture.parameters(NetworkSize { num_classes: 2, hidden_units: 0 });
        let own = &specs[..num_frozen];
        weights.0.retain(|name, _| own.iter().any(|spec| spec.name == name));
        self.backbone = weights;
        Ok(())
    }

    /// One picture's cached features or activations, `[variants, values]`, the unchanged picture first.
    #[wasm_bindgen(js_name = addFeatures)]
    pub fn add_features(
        &mut self,
        variants: Vec<f32>,
        label: usize,
        part: Js<Subset>,
    ) -> Result<(), JsValue> {
        let part: Subset = from_js(part)?;
        self.data.push_features(&variants, label, part).map_err(|error| to_js_error(&error))
    }

    /// One decoded picture, which is cropped and resized here.
    #[wasm_bindgen(js_name = addPicture)]
    pub fn add_picture(
        &mut self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
        label: usize,
        part: Js<Subset>,
    ) -> Result<(), JsValue> {
        let rgb = self.pixels_of(rgba, width, height)?;
        self.add_pixels(&rgb, label, part)
    }

    /// A decoded picture cropped and resized as the network reads it, RGB bytes `[side, side, 3]`: small
    /// enough to be kept.
    #[wasm_bindgen(js_name = pixelsOf)]
    pub fn pixels_of(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
    ) -> Result<Vec<u8>, JsValue> {
        let InputKind::Pixels(input) = self.architecture.input() else {
            let error = kiln_core::Error::InputShape { expected: 0, actual: rgba.len() };
            return Err(to_js_error(&error));
        };
        RgbaPicture::new(width, height, rgba)
            .and_then(|picture| picture::crop_and_resize(picture, &input))
            .map_err(|error| to_js_error(&error))
    }

    /// One picture as [`Self::pixels_of`] gives it.
    #[wasm_bindgen(js_name = addPixels)]
    pub fn add_pixels(
        &mut self,
        rgb: &[u8],
        label: usize,
        part: Js<Subset>,
    ) -> Result<(), JsValue> {
        let part: Subset = from_js(part)?;
        self.data.push_picture(rgb, label, part).map_err(|error| to_js_error(&error))
    }

    /// A copy for one fold of cross-validation: pictures whose fold is `held` are held out.
    pub fn fold(&self, folds: Vec<u32>, held: u32) -> Result<Self, JsValue> {
        let part = |fold: u32| if fold == held { Subset::Validation } else { Subset::Train };
        let mut data = self.data.clone();
        data.set_parts(folds.into_iter().map(part).collect())
            .map_err(|error| to_js_error(&error))?;
        Ok(Self { architecture: self.architecture, data, backbone: self.backbone.clone() })
    }
}
