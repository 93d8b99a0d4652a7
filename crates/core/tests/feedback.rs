//! The form of readers' feedback: what is accepted, and by which name a fault goes.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use base64::{Engine, prelude::BASE64_STANDARD};
use kiln_core::Error;
use kiln_core::error::FeedbackFault;
use kiln_core::feedback::{
    FIRST_DAY, Feedback, FeedbackEntry, FeedbackForm, MAX_ID_CHARS, MAX_JSON_BYTES, MAX_LINE_BYTES,
    MAX_PICTURE_BYTES, MAX_PICTURE_SIDE, MAX_TEXT_CHARS, PICTURE_PREFIX, parse_day,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{fs, path::Path};

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    fs::read(folder.join(name)).unwrap()
}

fn today() -> i32 {
    parse_day("2026-11-27").unwrap()
}

fn feedback() -> Value {
    json!({
        "modelId": "kiln-transfer", "modelSha256": "ab".repeat(32), "predicted": "daisy",
        "probability": 0.973, "actual": "tulips", "day": "2026-11-01",
    })
}

fn with(key: &str, value: impl Into<Value>) -> Value {
    let mut changed = feedback();
    changed[key] = value.into();
    changed
}

fn without(key: &str) -> Value {
    let mut changed = feedback();
    changed.as_object_mut().unwrap().remove(key);
    changed
}

fn address(jpeg: &[u8]) -> String {
    PICTURE_PREFIX.to_owned() + &BASE64_STANDARD.encode(jpeg)
}

/// The header of a JPEG of this size, and nothing behind it.
fn jpeg_header(width: u16, height: u16) -> Vec<u8> {
    let [w1, w0] = width.to_be_bytes();
    let [h1, h0] = height.to_be_bytes();
    vec![0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, h1, h0, w1, w0, 1, 1, 0x11, 0, 0xff, 0xd9]
}

fn posted(value: &Value) -> Result<Feedback, Error> {
    Feedback::parse(value.to_string().as_bytes(), today())
}

fn saved(value: &Value) -> Result<FeedbackEntry, Error> {
    FeedbackEntry::parse(value.to_string().as_bytes(), FeedbackForm::Saved, today())
}

fn fault<T: std::fmt::Debug>(result: Result<T, Error>) -> (&'static str, String) {
    match result.unwrap_err() {
        Error::Feedback(fault) => (fault.code(), fault.field().to_owned()),
        other => panic!("{other}"),
    }
}

#[test]
fn feedback_is_written_as_it_was_read() {
    let daisy = fixture("pictures/flowers25/daisy/2057816617_18448093d0_n.jpg");
    for value in [feedback(), with("actual", Value::Null), with("picture", address(&daisy))] {
        let read = posted(&value).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
    }
    // A picture that is null is none.
    assert_eq!(posted(&with("picture", Value::Null)).unwrap().picture, None);
}

#[test]
fn whatever_the_widget_may_write_is_accepted() {
    // A label on a model's card may have any characters, up to this many.
    let longest = "\u{10348}".repeat(MAX_TEXT_CHARS);
    for name in ["a", "two\nlines", "“雏菊” \u{7}", &longest] {
        for field in ["modelId", "predicted", "actual"] {
            posted(&with(field, name)).unwrap();
        }
    }
    for probability in [json!(0), json!(0.0), json!(1), json!(0.123_456_789)] {
        posted(&with("probability", probability)).unwrap();
    }
    // A clock may run ahead, or stand in another time zone.
    for day in [FIRST_DAY, "2026-11-27", "2026-11-28"] {
        posted(&with("day", day)).unwrap();
    }
    let side = MAX_PICTURE_SIDE as u16;
    posted(&with("picture", address(&jpeg_header(side, 8)))).unwrap();
    let mut largest = jpeg_header(8, side);
    largest.resize(MAX_PICTURE_BYTES, 0);
    posted(&with("picture", address(&largest))).unwrap();
}

#[test]
fn faults_have_a_code_and_the_name_of_their_field() {
    let mut too_large = jpeg_header(64, 64);
    too_large.resize(MAX_PICTURE_BYTES + 1, 0);
    let side = MAX_PICTURE_SIDE as u16 + 1;
    let cases = [
        (with("userAgent", "x"), "answer.fields", "userAgent"),
        (without("actual"), "answer.fields", "actual"),
        (without("day"), "answer.fields", "day"),
        (with("probability", "0.5"), "answer.fields", "probability"),
        (with("actual", 3), "answer.fields", "actual"),
        (with("predicted", Value::Null), "answer.fields", "predicted"),
        (with("probability", Value::Null), "answer.fields", "probability"),
        (with("picture", 3), "answer.fields", "picture"),
        (json!([1]), "answer.fields", ""),
        (json!(null), "answer.fields", ""),
        (with("predicted", ""), "answer.text", "predicted"),
        (with("modelId", " \n"), "answer.text", "modelId"),
        (with("actual", "a".repeat(MAX_TEXT_CHARS + 1)), "answer.text", "actual"),
        (with("modelSha256", "AB".repeat(32)), "answer.checksum", "modelSha256"),
        (with("modelSha256", "ab"), "answer.checksum", "modelSha256"),
        (with("probability", 1.01), "answer.probability", "probability"),
        (with("probability", -0.01), "answer.probability", "probability"),
        (with("day", "2026-02-30"), "answer.day", "day"),
        (with("day", "2026-11-01T12:00"), "answer.day", "day"),
        (with("day", "2025-12-31"), "answer.day", "day"),
        (with("day", "2026-11-29"), "answer.future-day", "day"),
        (with("picture", "https://news.example/a.jpg"), "answer.picture", "picture"),
        (with("picture", "data:image/jpeg;base64,%%%"), "answer.picture", "picture"),
        (with("picture", "data:image/jpeg;base64,"), "answer.picture", "picture"),
        (with("picture", address(&fixture("bad/one-pixel.png"))), "answer.picture", "picture"),
        (with("picture", address(&fixture("bad/renamed-pdf.jpg"))), "answer.picture", "picture"),
        (with("picture", address(&too_large)), "answer.picture", "picture"),
        (with("picture", address(&jpeg_header(side, 8))), "answer.picture", "picture"),
    ];
    for (value, code, field) in cases {
        let text = value.to_string();
        assert_eq!(fault(posted(&value)), (code, field.to_owned()), "{text:.200}");
    }
    for text in [&b"{"[..], b"", b"\xff\xfe", b"{\"modelId\": NaN}"] {
        assert_eq!(fault(Feedback::parse(text, today())), ("answer.not-json", String::new()));
    }
    let said = |value| posted(&value).unwrap_err().to_string();
    assert_eq!(said(json!([1])), "the fields are not those of an answer: it is no object");
    assert_eq!(said(without("day")), "the fields are not those of an answer: day is missing");
    let error = posted(&with("day", "2025-12-31")).unwrap_err();
    assert_eq!(error.code(), "answer.day");
    assert_eq!(serde_json::to_value(error.detail()).unwrap(), json!({ "field": "day" }));
}

#[test]
fn the_longest_feedback_fits_into_a_request_and_a_line() {
    // A control character takes six bytes of JSON, more than any other.
    let name = "\u{1}".repeat(MAX_TEXT_CHARS);
    let mut value = with("probability", 1.0 / 3.0);
    for field in ["modelId", "predicted", "actual"] {
        value[field] = json!(name);
    }
    let mut largest = jpeg_header(64, 64);
    largest.resize(MAX_PICTURE_BYTES, 0);
    value["picture"] = json!(address(&largest));
    let text = serde_json::to_string(&posted(&value).unwrap()).unwrap();
    assert!(text.len() <= MAX_JSON_BYTES, "{}", text.len());
    let receipt =
        format!(r#"{{"id":"{}","tokenSha256":"{}","#, "a".repeat(MAX_ID_CHARS), "b".repeat(64));
    assert!(text.len() + receipt.len() <= MAX_LINE_BYTES);
}

#[test]
fn files_may_hold_other_fields_and_ids() {
    let mut line = with("tokenSha256", "cd".repeat(32));
    line["id"] = json!("0123");
    let text = line.to_string();
    let entry = FeedbackEntry::parse(text.as_bytes(), FeedbackForm::Received, today()).unwrap();
    assert_eq!(entry.id.as_deref(), Some("0123"));
    assert_eq!(entry.feedback, posted(&feedback()).unwrap());
    assert_eq!(entry.picture, None);
    // In a list that a reader saved there are no ids.
    assert_eq!(saved(&line).unwrap().id, None);
    for (id, code) in [
        (json!(null), "answer.fields"),
        (json!(""), "answer.text"),
        (json!("a".repeat(MAX_ID_CHARS + 1)), "answer.text"),
    ] {
        line["id"] = id;
        let read =
            FeedbackEntry::parse(line.to_string().as_bytes(), FeedbackForm::Received, today());
        assert_eq!(fault(read), (code, "id".to_owned()));
    }
    assert_eq!(fault(saved(&with("probability", 1.5))).0, "answer.probability");
}

#[test]
fn a_bad_picture_in_a_file_does_not_cost_the_rest() {
    let daisy = fixture("pictures/flowers25/daisy/2057816617_18448093d0_n.jpg");
    let entry = saved(&with("picture", address(&daisy))).unwrap();
    assert_eq!(entry.picture.unwrap().unwrap(), daisy);
    assert_eq!(entry.feedback.picture, None, "it is not kept twice");
    for bad in [address(b"no picture"), "data:image/png;base64,".into(), "a".repeat(3_000_000)] {
        let entry = saved(&with("picture", bad)).unwrap();
        assert!(matches!(entry.picture, Some(Err(_))));
        assert_eq!(entry.feedback, posted(&feedback()).unwrap());
    }
}

#[test]
fn files_of_today_are_read_in_full() {
    let lines = String::from_utf8(fixture("answers/answers.jsonl")).unwrap();
    let list: Value = serde_json::from_slice(&fixture("answers/kiln-answers.json")).unwrap();
    let saved_entries = list["answers"].as_array().unwrap();
    assert_eq!(lines.lines().count(), saved_entries.len());
    let mut num_pictures = 0;
    for (line, same) in lines.lines().zip(saved_entries) {
        let received =
            FeedbackEntry::parse(line.as_bytes(), FeedbackForm::Received, today()).unwrap();
        let entry = saved(same).unwrap();
        assert_eq!((received.feedback, &received.picture), (entry.feedback, &entry.picture));
        num_pictures += usize::from(matches!(received.picture, Some(Ok(_))));
    }
    assert_eq!(num_pictures, 5);
}

proptest! {
    #[test]
    fn what_is_posted_can_be_read_from_a_file(
        predicted in ".{0,6}",
        actual in proptest::option::of(".{0,6}"),
        probability in -0.1_f64..1.1,
        day in "20(25|26)-(1[0-3]|0[0-9])-[0-3][0-9]",
        picture in proptest::option::of("data:image/jpeg;base64,/9j/[A-Za-z0-9+/]{0,8}"),
    ) {
        let mut value = with("predicted", predicted);
        value["actual"] = json!(actual);
        value["probability"] = json!(probability);
        value["day"] = json!(day);
        if let Some(picture) = picture {
            value["picture"] = json!(picture);
        }
        match (posted(&value), saved(&value)) {
            (Ok(mut feedback), Ok(entry)) => {
                feedback.picture = None;
                prop_assert_eq!(feedback, entry.feedback);
            }
            (Err(Error::Feedback(FeedbackFault::Picture(fault))), Ok(entry)) => {
                prop_assert_eq!(entry.picture, Some(Err(fault)));
            }
            (Err(posted), Err(saved)) => prop_assert_eq!(posted.code(), saved.code()),
            (posted, saved) => prop_assert!(false, "{posted:?} {saved:?}"),
        }
    }
}
