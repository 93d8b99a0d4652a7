//! What readers said of published models, and whether a successor should take their place.

use super::evaluation::indices;
use crate::error::{to_js_error, to_object};
use kiln_core::evaluation::{self, FieldAnswer};
use kiln_core::format::ModelFile;
use kiln_core::publishing::published_model;
use wasm_bindgen::prelude::*;

/// Counts readers' answers about one model: `predicted`, `actual` and `days` (since 1970-01-01) are
/// `[n]`. An `actual` of −1 is something else. `validation` is `[right, count]`, or empty.
#[wasm_bindgen(js_name = fieldReport, unchecked_return_type = "FieldReport")]
pub fn field_report(
    predicted: Vec<u32>,
    actual: Vec<i32>,
    days: Vec<i32>,
    num_classes: usize,
    validation: Vec<u32>,
) -> Result<JsValue, JsValue> {
    let answers: Vec<FieldAnswer> = predicted
        .into_iter()
        .zip(actual)
        .zip(days)
        .map(|((predicted, actual), day)| FieldAnswer {
            predicted: predicted as usize,
            actual: usize::try_from(actual).ok(),
            day,
        })
        .collect();
    let validation = match validation[..] {
        [right, count] => Some((right as usize, count as usize)),
        _ => None,
    };
    let report = evaluation::field_report(&answers, num_classes, validation);
    to_object(&report.map_err(|error| to_js_error(&error))?)
}

/// A new version judged by the published one, on pictures that neither has learnt from.
#[wasm_bindgen(unchecked_return_type = "Successor")]
pub fn recommend(
    candidate: Vec<u32>,
    published: Vec<u32>,
    labels: Vec<u32>,
) -> Result<JsValue, JsValue> {
    let successor =
        evaluation::recommend(&indices(candidate), &indices(published), &indices(labels));
    to_object(&successor.map_err(|error| to_js_error(&error))?)
}

/// The checksums by which readers' answers may name this model: that of its own weights, and that
/// of the weights as they are published.
#[wasm_bindgen(js_name = modelChecksums)]
pub fn model_checksums(model: &[u8]) -> Result<Vec<String>, JsValue> {
    let checksums = || {
        let file = ModelFile::parse(model)?;
        let own = file.card.data_sha256.clone();
        let published = ModelFile::parse(&published_model(file)?)?;
        Ok(vec![own, published.card.data_sha256])
    };
    checksums().map_err(|error: kiln_core::Error| to_js_error(&error))
}
