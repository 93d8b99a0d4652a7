use crate::error::{from_message, to_js_error, to_object};
use kiln_core::compression::{self, Precision};
use kiln_core::model_file::ModelFile;
use wasm_bindgen::prelude::*;

/// A copy of a model with its weights in fewer bits. `metrics` are its own figures where they have been
/// measured; otherwise the card keeps those of the original.
#[wasm_bindgen]
pub fn compress(
    model: &[u8],
    #[wasm_bindgen(unchecked_param_type = "Precision")] precision: &str,
    #[wasm_bindgen(unchecked_param_type = "Evaluation | null")] metrics: JsValue,
) -> Result<Vec<u8>, JsValue> {
    let metrics: Option<serde_json::Value> = from_message(metrics)?;
    let make = || {
        let precision = Precision::from_id(precision)?;
        let mut file = ModelFile::parse(model)?;
        file.card.metrics = metrics.or(file.card.metrics);
        compression::compress(file, precision)
    };
    make().map_err(|error| to_js_error(&error))
}

/// What has become of the answers: `before` and `after` are scores before the softmax, `[n, classes]`,
/// `truths` is `[n]`.
#[wasm_bindgen(js_name = answerChange, unchecked_return_type = "AnswerChange")]
pub fn answer_change(
    before: &[f32],
    after: &[f32],
    truths: Vec<u32>,
    class_count: usize,
) -> Result<JsValue, JsValue> {
    let truths: Vec<usize> = truths.into_iter().map(|truth| truth as usize).collect();
    let change = compression::answer_change(before, after, &truths, class_count);
    to_object(&change.map_err(|error| to_js_error(&error))?)
}

/// The probability of each class for each row of `logits`, `[n, classes]`.
#[wasm_bindgen(js_name = softmaxRows)]
pub fn softmax_rows(logits: &[f32], class_count: usize) -> Vec<f32> {
    let rows = logits.chunks_exact(class_count.max(1));
    rows.flat_map(kiln_core::classification::softmax).collect()
}
