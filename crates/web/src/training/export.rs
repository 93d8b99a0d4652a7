use crate::error::to_js_error;
use kiln_core::format::{ModelFile, write_self_contained};
use kiln_core::publishing::to_onnx as write_onnx;
use wasm_bindgen::prelude::*;

/// A trained model's file as ONNX. `backbone` is the file of the network whose features it reads, and
/// empty for models over pixels.
#[wasm_bindgen(js_name = toOnnx)]
pub fn to_onnx(model: &[u8], backbone: &[u8]) -> Result<Vec<u8>, JsValue> {
    let export = || {
        let ModelFile { card, weights } = ModelFile::parse(model)?;
        let backbone = (!backbone.is_empty()).then(|| ModelFile::parse(backbone)).transpose()?;
        write_onnx(&card, &weights, backbone.as_ref())
    };
    export().map_err(|error| to_js_error(&error))
}

/// A head's file together with the network whose features it reads.
#[wasm_bindgen(js_name = toSelfContained)]
pub fn to_self_contained(model: &[u8], backbone: &[u8]) -> Result<Vec<u8>, JsValue> {
    let export = || {
        let ModelFile { card, weights } = ModelFile::parse(model)?;
        write_self_contained(card, &weights, &ModelFile::parse(backbone)?)
    };
    export().map_err(|error| to_js_error(&error))
}
