use crate::error::to_js_error;
use crate::js::{Js, from_js, to_js};
use kiln_core::evaluation::{self, Evaluation, Suspect};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

pub(super) fn indices(values: Vec<u32>) -> Vec<usize> {
    values.into_iter().map(|value| value as usize).collect()
}

/// A prediction beside the class that the picture is of.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LabelledPrediction {
    label: usize,
    probabilities: Vec<f32>,
}

fn rows(predictions: Js<Vec<LabelledPrediction>>) -> Result<(Vec<f32>, Vec<usize>), JsValue> {
    let predictions: Vec<LabelledPrediction> = from_js(predictions)?;
    let labels = predictions.iter().map(|prediction| prediction.label).collect();
    Ok((predictions.into_iter().flat_map(|prediction| prediction.probabilities).collect(), labels))
}

/// Every metric of labelled predictions.
///
/// # Errors
/// `evaluation.input`
#[wasm_bindgen]
pub fn evaluate(
    predictions: Js<Vec<LabelledPrediction>>,
    num_classes: usize,
) -> Result<Js<Evaluation>, JsValue> {
    let (probabilities, labels) = rows(predictions)?;
    let evaluation = evaluation::evaluate(&probabilities, &labels, num_classes);
    to_js(&evaluation.map_err(|error| to_js_error(&error))?)
}

/// Pictures whose label a model that has not seen them confidently disagrees with.
///
/// # Errors
/// `evaluation.input`
#[wasm_bindgen]
pub fn suspects(
    predictions: Js<Vec<LabelledPrediction>>,
    num_classes: usize,
) -> Result<Js<Vec<Suspect>>, JsValue> {
    let (probabilities, labels) = rows(predictions)?;
    let suspects = evaluation::suspects(&probabilities, &labels, num_classes);
    to_js(&suspects.map_err(|error| to_js_error(&error))?)
}
