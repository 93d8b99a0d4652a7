use crate::error::{from_message, to_js_error};
use kiln_core::picture::{self, InputSpec, RgbaPicture};
use kiln_core::training::Augmentation;
use wasm_bindgen::prelude::*;

/// A decoded picture, changed at random within the limits, as the backbone's input: what features of
/// variants are computed from. The same seed gives the same change.
#[wasm_bindgen(js_name = augmentedInput)]
pub fn augmented_input(
    rgba: Vec<u8>,
    width: usize,
    height: usize,
    #[wasm_bindgen(unchecked_param_type = "Augmentation")] augmentation: JsValue,
    seed: u32,
) -> Result<Vec<f32>, JsValue> {
    let augmentation: Augmentation = from_message(augmentation)?;
    let input = InputSpec::efficientnet_lite0();
    RgbaPicture::new(width, height, rgba)
        .and_then(|picture| picture::crop_and_resize(picture, &input))
        .map(|rgb| picture::augment(&rgb, input.side, &augmentation.draw_from_seed(seed)))
        .map(|rgb| picture::normalise(&rgb, &input))
        .map_err(|error| to_js_error(&error))
}
