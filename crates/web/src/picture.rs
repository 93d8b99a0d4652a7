use crate::error::to_js_error;
use crate::js::{Js, to_js};
use kiln_core::picture::{PictureInfo, RgbaPicture};
use wasm_bindgen::prelude::*;

/// Reads the header of an encoded picture. Throws when it is not worth decoding.
#[wasm_bindgen(js_name = probePicture)]
pub fn probe_picture(bytes: &[u8]) -> Result<Js<PictureInfo>, JsValue> {
    let info = kiln_core::picture::probe(bytes).map_err(|error| to_js_error(&error))?;
    to_js(&info)
}

/// A decoded picture: `rgba` is `[height, width, 4]`, straight alpha, sRGB, upright.
pub fn picture(rgba: Vec<u8>, width: usize, height: usize) -> Result<RgbaPicture, JsValue> {
    RgbaPicture::new(width, height, rgba).map_err(|error| to_js_error(&error))
}
