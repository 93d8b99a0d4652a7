use crate::error::to_js_error;
use crate::js::{Js, from_js, to_js};
use crate::model::{Backbone, Layer};
use crate::picture::picture;
use kiln_core::format::BackboneRef;
use kiln_core::picture::{self, InputSpec};
use kiln_core::training::Augmentation;
use wasm_bindgen::prelude::*;

/// A decoded picture, changed at random within the limits, as the backbone's input `[1, 3, side, side]`: features of
/// variants are computed from it. The same seed gives the same change.
///
/// # Errors
/// `picture.…`
#[wasm_bindgen(js_name = augmentedInput)]
pub fn augmented_input(
    rgba: Vec<u8>,
    width: usize,
    height: usize,
    augmentation: Js<Augmentation>,
    seed: u32,
) -> Result<Vec<f32>, JsValue> {
    let augmentation: Augmentation = from_js(augmentation)?;
    let input = InputSpec::efficientnet_lite0();
    picture::crop_and_resize(picture(rgba, width, height)?, &input)
        .map(|rgb| picture::augment(&rgb, input.side, &augmentation.draw_from_seed(seed)))
        .map(|rgb| picture::normalise(&rgb, &input))
        .map_err(|error| to_js_error(&error))
}

#[wasm_bindgen]
impl Backbone {
    /// The values of a layer for a decoded picture, changed as [`augmented_input`] changes it.
    ///
    /// # Errors
    /// `picture.…`, `device.lost`, `model.not-finite`.
    #[wasm_bindgen(js_name = augmentedFeatures)]
    pub async fn augmented_features(
        &self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
        augmentation: Js<Augmentation>,
        seed: u32,
        layer: Layer,
    ) -> Result<Vec<f32>, JsValue> {
        let input = augmented_input(rgba, width, height, augmentation, seed)?;
        self.features_of_input(input, layer).await
    }

    /// The name by which a head over these features remembers them.
    pub fn reference(&self) -> Result<Js<BackboneRef>, JsValue> {
        to_js(&self.core().as_ref())
    }
}
