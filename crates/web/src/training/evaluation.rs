use crate::error::{to_js_error, to_object};
use kiln_core::evaluation;
use wasm_bindgen::prelude::*;

pub(super) fn indices(values: Vec<u32>) -> Vec<usize> {
    values.into_iter().map(|value| value as usize).collect()
}

/// Every metric of `probabilities` (`[n, classes]`) against `truths` (`[n]`).
#[wasm_bindgen(unchecked_return_type = "Evaluation")]
pub fn evaluate(
    probabilities: Vec<f32>,
    truths: Vec<u32>,
    class_count: usize,
) -> Result<JsValue, JsValue> {
    let evaluation = evaluation::evaluate(&probabilities, &indices(truths), class_count);
    to_object(&evaluation.map_err(|error| to_js_error(&error))?)
}

/// The threshold that keeps `keep_share` of the energies.
#[wasm_bindgen(unchecked_return_type = "UnknownThreshold | null")]
pub fn calibrate(energies: Vec<f32>, keep_share: f32) -> Result<JsValue, JsValue> {
    to_object(&evaluation::calibrate(&energies, keep_share))
}

/// Pictures whose label a model that has not seen them confidently disagrees with.
#[wasm_bindgen(unchecked_return_type = "CoreSuspect[]")]
pub fn suspects(
    probabilities: Vec<f32>,
    truths: Vec<u32>,
    class_count: usize,
) -> Result<JsValue, JsValue> {
    let suspects = evaluation::suspects(&probabilities, &indices(truths), class_count);
    to_object(&suspects.map_err(|error| to_js_error(&error))?)
}

/// Two models on the same pictures.
#[wasm_bindgen(unchecked_return_type = "CoreComparison")]
pub fn compare(a: Vec<u32>, b: Vec<u32>, truths: Vec<u32>) -> Result<JsValue, JsValue> {
    let comparison = evaluation::compare(&indices(a), &indices(b), &indices(truths));
    to_object(&comparison.map_err(|error| to_js_error(&error))?)
}
