//! `kiln classify` as a script would use it.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{fixture, json_lines, path, peak_kilobytes};
use kiln_core::{
    format::{ModelCard, Precision, Weight, Weights, write},
    networks::{NetworkSize, mlp::MLP},
};
use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

fn kiln(arguments: &[&str], pictures: &[PathBuf]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiln"));
    command.args(arguments).args(pictures).output().unwrap()
}

/// The lines of JSON on stdout, also of calls that failed for some pictures.
fn lines(output: &Output) -> Vec<Value> {
    json_lines(&String::from_utf8_lossy(&output.stdout))
}

#[test]
fn json_is_one_object_a_line_in_the_order_of_the_files() {
    let pictures = [fixture("pictures/bird.jpg"), fixture("pictures/parrot.jpg")];
    let output = kiln(&["classify", "--json", "--top", "3"], &pictures);
    assert!(output.status.success());
    let lines = lines(&output);
    assert_eq!(lines.len(), 2);
    for (line, (file, label, index)) in
        lines.iter().zip([("bird.jpg", "chickadee", 19), ("parrot.jpg", "macaw", 88)])
    {
        assert!(line["file"].as_str().unwrap().ends_with(file));
        assert_eq!(line["device"], "cpu");
        assert!(line["elapsed_ms"].as_f64().unwrap() > 0.0);
        let predictions = line["predictions"].as_array().unwrap();
        assert_eq!(predictions.len(), 3);
        assert_eq!(predictions[0]["label"], label);
        assert_eq!(predictions[0]["index"], index);
        assert!(predictions[0]["probability"].as_f64() > predictions[1]["probability"].as_f64());
    }
}

#[test]
fn a_bad_file_has_its_own_error_and_the_others_are_still_classified() {
    let pictures = [
        fixture("bad/empty.jpg"),
        fixture("pictures/bird.jpg"),
        fixture("bad/renamed-pdf.jpg"),
        fixture("nothing-here.jpg"),
    ];
    let output = kiln(&["classify", "--json"], &pictures);
    assert!(!output.status.success());
    let lines = lines(&output);
    let code = |index: usize| lines[index]["error"]["code"].as_str();
    assert_eq!(code(0), Some("picture.empty"));
    assert_eq!(code(1), None);
    assert_eq!(code(2), Some("picture.not-a-picture"));
    assert_eq!(code(3), Some("file.unreadable"));
    assert!(lines.iter().all(|line| line["error"]["message"] != ""));
    assert!(String::from_utf8_lossy(&output.stderr).contains("3 of 4 pictures failed"));
}

#[test]
fn names_come_in_the_language_asked_for() {
    let picture = [fixture("pictures/parrot.jpg")];
    let output = kiln(&["classify", "--language", "zh-Hans", "--device", "cpu-burn"], &picture);
    assert!(String::from_utf8_lossy(&output.stdout).contains("金刚鹦鹉"));

    let output = kiln(&["classify", "--language", "tlh"], &picture);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("en, zh-Hans"));
}

#[test]
fn a_file_that_is_no_model_is_refused_by_name() {
    let model = fixture("bad/one-pixel.png");
    let model = model.to_str().unwrap();
    let output = kiln(&["classify", "--model", model], &[fixture("pictures/bird.jpg")]);
    assert!(!output.status.success());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("one-pixel.png") && error.contains("damaged"), "{error}");
}

/// The names in a model's card and of files are anybody's, and a terminal obeys what it is sent.
#[test]
fn a_terminal_gets_no_orders() {
    let folder = tempfile::tempdir().unwrap();
    let classes = ["\u{1b}[2Jrose", "\u{9b}31mdaisy\u{202e}"];
    let size = NetworkSize { num_classes: 2, hidden_units: 0 };
    let arrays = MLP.parameters(size).into_iter().map(|spec| {
        let values = vec![0.0; spec.num_values()].into();
        (spec.name.to_owned(), Weight { shape: spec.shape, values })
    });
    let names = classes.map(str::to_owned).to_vec();
    let card = ModelCard::trained("mlp", "Orders", names, MLP.input().picture_input(), None);
    let bytes = write(card, &Weights(arrays.collect()), Precision::F32).unwrap();
    let model = folder.path().join("model.safetensors");
    fs::write(&model, bytes).unwrap();
    let of_class = folder.path().join("pictures").join(classes[0]);
    fs::create_dir_all(&of_class).unwrap();
    let picture = of_class.join("\u{1b}]0;title\u{7}.jpg");
    fs::copy(fixture("pictures/bird.jpg"), &picture).unwrap();
    let broken = of_class.join("\u{1b}[8m.jpg");
    fs::write(&broken, "no picture").unwrap();

    let (model, pictures) = (path(&model), folder.path().join("pictures"));
    let smaller = folder.path().join("\u{1b}[1m.safetensors");
    let calls: [&[&str]; 6] = [
        &["classify", "--model", model, path(&picture), path(&broken)],
        &["classify", "--json", "--model", model, path(&picture), path(&broken)],
        &["evaluate", model, path(&pictures)],
        &["evaluate", path(&broken), path(&pictures)],
        &["compress", model, "-o", path(&smaller), "--check", path(&pictures)],
        &["train", path(&pictures), "-o", path(&smaller)],
    ];
    for call in calls {
        let output = kiln(call, &[]);
        for said in [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()) {
            let is_order = |letter: char| letter.is_control() || letter == '\u{202e}';
            assert!(!said.replace('\n', "").contains(is_order), "{call:?}: {said:?}");
        }
    }
    // A program that reads the JSON gets the names as they are.
    let output = kiln(calls[1], &[]);
    let labels = lines(&output)[0]["predictions"].as_array().unwrap().clone();
    assert!(labels.iter().any(|named| named["label"] == classes[1]), "{labels:?}");
}

#[test]
fn many_pictures_need_no_more_memory_than_few() {
    let picture = fixture("pictures/bird.jpg");
    let peak = |count: usize| {
        let pictures = vec![path(&picture); count];
        peak_kilobytes(&[&["classify", "--json"], pictures.as_slice()].concat())
    };
    if let (Some(few), Some(many)) = (peak(3), peak(150)) {
        // 147 more pictures of 512 × 340 pixels would take 100 MB if they were kept.
        assert!(many < few + 20_000, "{few} kB for 3 pictures, {many} kB for 150");
    }
}
