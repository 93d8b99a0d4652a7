//! Readers' feedback on published models, and whether a successor should take their place.

use super::evaluation::indices;
use crate::error::to_js_error;
use crate::js::{Js, to_js};
use js_sys::{Reflect, Uint8Array};
use kiln_core::evaluation::{self, ComparedPicture, Successor, UnseenByBoth};
use kiln_core::feedback::{
    self, ClassFeedback, Feedback, FeedbackEntry, FeedbackForm, FeedbackReport,
};
use kiln_core::format::ModelFile;
use kiln_core::publishing::published_model;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// An entry of a file of feedback.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ReadFeedback {
    /// The receiver's id; none in a list that a reader saved.
    id: Option<String>,
    model_id: String,
    model_sha256: String,
    predicted: String,
    probability: f64,
    /// The class that the reader says it is; none for something else.
    actual: Option<String>,
    day: String,
    /// The bytes of a JPEG; none where there is none, and where it is not taken.
    // They are added as bytes: serde would make a list of numbers of them.
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "types", ts(type = "Uint8Array<ArrayBuffer> | null"))]
    picture: Option<Vec<u8>>,
    /// Why the picture is not taken.
    picture_fault: Option<String>,
}

/// Reads one entry of a file: a line of a receiver's (`isReceived`), or an element of a list that a reader
/// saved. `today` is the number of days since 1970-01-01, in UTC. The picture comes as the bytes of a JPEG; it
/// is null where there is none or where `pictureFault` says why it is not taken.
///
/// # Errors
/// An `Error` whose code begins with `answer.` and whose detail names the `field`.
#[wasm_bindgen(js_name = readFeedback)]
pub fn read_feedback(
    json: &str,
    is_received: bool,
    today: i32,
) -> Result<Js<ReadFeedback>, JsValue> {
    let form = if is_received { FeedbackForm::Received } else { FeedbackForm::Saved };
    let FeedbackEntry { id, feedback, picture } =
        FeedbackEntry::parse(json.as_bytes(), form, today).map_err(|error| to_js_error(&error))?;
    let (picture, picture_fault) = match picture {
        Some(Ok(bytes)) => (Some(bytes), None),
        Some(Err(fault)) => (None, Some(fault.to_string())),
        None => (None, None),
    };
    let Feedback { model_id, model_sha256, predicted, probability, actual, day, picture: _ } =
        feedback;
    let entry = ReadFeedback {
        id,
        model_id,
        model_sha256,
        predicted,
        probability,
        actual,
        day,
        picture,
        picture_fault,
    };
    let bytes =
        entry.picture.as_deref().map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes).into());
    let object = to_js(&entry)?;
    Reflect::set(object.as_ref(), &"picture".into(), &bytes)?;
    Ok(object)
}

/// The longest line of a receiver's file, in bytes of UTF-8.
#[wasm_bindgen(js_name = maxFeedbackLineBytes)]
pub fn max_feedback_line_bytes() -> usize {
    feedback::MAX_LINE_BYTES
}

/// Counts the feedback on one model: `predicted`, `actual` and `days` (since 1970-01-01) are
/// `[n]`. An `actual` of −1 is something else. `validation` is `[correct, count]`, or empty.
///
/// # Errors
/// `evaluation.input` without feedback, and for classes that are not below `num_classes`.
#[wasm_bindgen(js_name = feedbackReport)]
pub fn feedback_report(
    predicted: Vec<u32>,
    actual: Vec<i32>,
    days: Vec<i32>,
    num_classes: usize,
    validation: Vec<u32>,
) -> Result<Js<FeedbackReport>, JsValue> {
    let entries: Vec<ClassFeedback> = predicted
        .into_iter()
        .zip(actual)
        .zip(days)
        .map(|((predicted, actual), day)| ClassFeedback {
            predicted: predicted as usize,
            actual: class(actual),
            day,
        })
        .collect();
    let validation = match validation[..] {
        [correct, count] => Some((correct as usize, count as usize)),
        _ => None,
    };
    let report = feedback::report(&entries, num_classes, validation);
    to_js(&report.map_err(|error| to_js_error(&error))?)
}

/// The pictures on which two models can be compared. `labels`, `isFromReader` (0 or 1), `predictedA` and
/// `predictedB` are `[n]`, one per picture; a prediction of −1 says that the picture was not kept back from
/// that model. `classesA` and `classesB` are the classes that each knows.
#[wasm_bindgen(js_name = unseenByBoth)]
pub fn unseen_by_both(
    labels: Vec<u32>,
    is_from_reader: Vec<u8>,
    predicted_a: Vec<i32>,
    predicted_b: Vec<i32>,
    classes_a: Vec<u32>,
    classes_b: Vec<u32>,
) -> Result<Js<UnseenByBoth>, JsValue> {
    let pictures: Vec<ComparedPicture> = labels
        .into_iter()
        .zip(is_from_reader)
        .zip(predicted_a)
        .zip(predicted_b)
        .map(|(((label, is_from_reader), predicted_a), predicted_b)| ComparedPicture {
            label: label as usize,
            is_from_reader: is_from_reader != 0,
            predicted_a: class(predicted_a),
            predicted_b: class(predicted_b),
        })
        .collect();
    to_js(&evaluation::unseen_by_both(&pictures, &indices(classes_a), &indices(classes_b)))
}

/// A class, or none below 0.
fn class(index: i32) -> Option<usize> {
    usize::try_from(index).ok()
}

/// The comparison of a new version with the published one, on the pictures of `unseenByBoth`.
///
/// # Errors
/// `evaluation.input` where the lists differ in length.
#[wasm_bindgen]
pub fn recommend(
    candidate: Vec<u32>,
    published: Vec<u32>,
    labels: Vec<u32>,
) -> Result<Js<Successor>, JsValue> {
    let successor =
        evaluation::recommend(&indices(candidate), &indices(published), &indices(labels));
    to_js(&successor.map_err(|error| to_js_error(&error))?)
}

/// The checksums by which feedback may name this model: that of its own weights, and that
/// of the weights as they are published.
///
/// # Errors
/// `model.damaged` and `model.unsupported`, as for any model file.
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
