use crate::error::{from_message, to_js_error, to_object};
use kiln_core::evaluation;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

pub(super) fn indices(values: Vec<u32>) -> Vec<usize> {
    values.into_iter().map(|value| value as usize).collect()
}

/// A prediction beside the class that the picture is of.
#[derive(Deserialize)]
struct Labelled {
    label: usize,
    probabilities: Vec<f32>,
}

fn rows(predictions: JsValue) -> Result<(Vec<f32>, Vec<usize>), JsValue> {
    let predictions: Vec<Labelled> = from_message(predictions)?;
    let labels = predictions.iter().map(|prediction| prediction.label).collect();
    Ok((predictions.into_iter().flat_map(|prediction| prediction.probabilities).collect(), labels))
}

/// Every metric of labelled predictions.
///
/// # Errors
/// `evaluation.input`
#[wasm_bindgen(unchecked_return_type = "Evaluation")]
pub fn evaluate(
    #[wasm_bindgen(unchecked_param_type = "readonly LabelledPrediction[]")] predictions: JsValue,
    num_classes: usize,
) -> Result<JsValue, JsValue> {
    let (probabilities, labels) = rows(predictions)?;
    let evaluation = evaluation::evaluate(&probabilities, &labels, num_classes);
    to_object(&evaluation.map_err(|error| to_js_error(&error))?)
}

/// Pictures whose label a model that has not seen them confidently disagrees with.
///
/// # Errors
/// `evaluation.input`
#[wasm_bindgen(unchecked_return_type = "Suspect[]")]
pub fn suspects(
    #[wasm_bindgen(unchecked_param_type = "readonly LabelledPrediction[]")] predictions: JsValue,
    num_classes: usize,
) -> Result<JsValue, JsValue> {
    let (probabilities, labels) = rows(predictions)?;
    let suspects = evaluation::suspects(&probabilities, &labels, num_classes);
    to_object(&suspects.map_err(|error| to_js_error(&error))?)
}

/// Two models on the same pictures.
///
/// # Errors
/// `evaluation.input`
#[wasm_bindgen(unchecked_return_type = "Comparison")]
pub fn compare(a: Vec<u32>, b: Vec<u32>, labels: Vec<u32>) -> Result<JsValue, JsValue> {
    let comparison = evaluation::compare(&indices(a), &indices(b), &indices(labels));
    to_object(&comparison.map_err(|error| to_js_error(&error))?)
}
