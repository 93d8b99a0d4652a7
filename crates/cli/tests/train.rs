//! `kiln train`, `evaluate`, `classify` and `export`, one after the other, on real photos.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn flowers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/pictures/flowers25")
}

fn kiln(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kiln")).args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complaint(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_folder_becomes_a_model_that_is_judged_asked_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.safetensors");
    let flowers = flowers();
    let trained = kiln(&[
        "train",
        path(&flowers),
        "-o",
        path(&model),
        "--validation-share",
        "0.4",
        "--epochs",
        "30",
        "--json",
    ]);
    assert!(trained.status.success(), "{}", String::from_utf8_lossy(&trained.stderr));
    let lines: Vec<Value> =
        text(&trained).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 31);
    assert_eq!(lines[29]["epoch"]["epoch"], 30);
    // 10 of 25 were kept back; chance would have two right.
    let evaluation = &lines[30]["evaluation"];
    assert_eq!(evaluation["count"], 10);
    assert!(evaluation["accuracy"]["value"].as_f64().unwrap() >= 0.6);

    let judged = kiln(&["evaluate", path(&model), path(&flowers)]);
    assert!(judged.status.success());
    assert!(text(&judged).contains("of 25 right"), "{}", text(&judged));
    assert!(text(&judged).contains("sunflowers"));

    let daisy = fs::read_dir(flowers.join("daisy")).unwrap().next().unwrap().unwrap().path();
    let asked = kiln(&["classify", "--json", "--model", path(&model), path(&daisy)]);
    let answer: Value = serde_json::from_str(&text(&asked)).unwrap();
    assert_eq!(answer["predictions"].as_array().unwrap().len(), 5);
    assert!(answer["is_unknown"].is_boolean());

    let onnx = folder.path().join("model.onnx");
    assert!(kiln(&["export", path(&model), "--onnx", path(&onnx)]).status.success());
    assert!(fs::metadata(&onnx).unwrap().len() > 13_000_000);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing half-written is left");
}

#[test]
fn a_network_over_pixels_is_trained_too() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("cnn.safetensors");
    let flowers = flowers();
    let trained = kiln(&[
        "train",
        path(&flowers),
        "-o",
        path(&model),
        "--architecture",
        "reference-cnn",
        "--epochs",
        "2",
        "--validation",
        path(&flowers),
    ]);
    assert!(trained.status.success(), "{}", String::from_utf8_lossy(&trained.stderr));
    assert!(text(&trained).contains("of 25 right"));
    let onnx = folder.path().join("cnn.onnx");
    assert!(kiln(&["export", path(&model), "--onnx", path(&onnx)]).status.success());
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (one, model) = (folder.path().join("one"), folder.path().join("model.safetensors"));
    fs::create_dir_all(one.join("only")).unwrap();
    let train = |folder: &Path, more: &[&str]| {
        let arguments = [&["train", path(folder), "-o", path(&model)], more].concat();
        complaint(&kiln(&arguments))
    };
    assert!(train(&one.join("only"), &[]).contains("no sub-folders"));
    assert!(train(&one, &[]).contains("at least two classes"));
    fs::create_dir_all(one.join("empty")).unwrap();
    fs::write(one.join("only/broken.jpg"), "no picture").unwrap();
    let said = train(&one, &[]);
    assert!(said.contains("broken.jpg") && said.contains("no picture to train on"), "{said}");
    assert!(train(&flowers(), &["--learning-rate", "7"]).contains("learningRate"));
    assert!(train(&folder.path().join("nowhere"), &[]).contains("nowhere"));
    assert!(!model.exists());

    fs::write(&model, b"not a model").unwrap();
    let flowers = flowers();
    assert!(complaint(&kiln(&["evaluate", path(&model), path(&flowers)])).contains("damaged"));
    let onnx = folder.path().join("x.onnx");
    assert!(complaint(&kiln(&["export", path(&model), "--onnx", path(&onnx)])).contains("damaged"));
    assert!(!onnx.exists());
}
