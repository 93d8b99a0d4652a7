//! The refusals of `kiln train`, `evaluate`, `export` and `classify`, and their sentences.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{complaint, flowers, kiln, path, text};
use kiln_core::format::{ModelFile, Precision, write};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Trains for a moment, which is enough to have a file.
fn trained(folder: &Path, architecture: &str) -> PathBuf {
    let (model, flowers) = (folder.join("model.safetensors"), flowers());
    let more = ["--architecture", architecture, "--epochs", "1"];
    text(&kiln(&[&["train", path(&flowers), "-o", path(&model)], more.as_slice()].concat()));
    model
}

#[test]
fn what_cannot_be_learnt_is_said_and_nothing_is_written() {
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
    fs::create_dir_all(one.join(".hidden")).unwrap();
    fs::write(one.join("only/broken.jpg"), "no picture").unwrap();
    assert!(train(&one, &[]).contains("nothing to train on for empty\n"));
    fs::write(one.join("empty/text.jpg"), "no picture either").unwrap();
    let said = train(&one, &[]);
    assert!(said.contains("broken.jpg") && said.contains("text.jpg"), "{said}");
    assert!(said.contains("nothing to train on for empty, only"), "{said}");
    assert!(train(&folder.path().join("nowhere"), &[]).contains("nowhere"));

    let flowers = flowers();
    assert!(train(&flowers, &["--learning-rate", "7"]).contains("learningRate"));
    assert!(train(&flowers, &["--validation", path(&one)]).contains("not trained: empty, only"));
    let unevaluated = ["--validation-share", "0", "--early-stopping", "3"];
    assert!(train(&flowers, &unevaluated).contains("no validation pictures"));
    assert!(!model.exists());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written is left");
}

#[test]
fn a_place_that_cannot_be_written_to_is_refused_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let flowers = flowers();
    let train = |output: &Path| complaint(&kiln(&["train", path(&flowers), "-o", path(output)]));
    assert!(train(folder.path()).contains("is a folder"));
    assert!(train(&folder.path().join("missing/model.safetensors")).contains("there is no folder"));
}

#[test]
fn damaged_and_foreign_models_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (flowers, onnx) = (flowers(), folder.path().join("x.onnx"));
    let daisy = fs::read_dir(flowers.join("daisy")).unwrap().next().unwrap().unwrap().path();
    let refused = |model: &Path, reason: &str| {
        let calls: [&[&str]; 3] = [
            &["evaluate", path(model), path(&flowers)],
            &["classify", "--model", path(model), path(&daisy)],
            &["export", path(model), "--onnx", path(&onnx)],
        ];
        for call in calls {
            let said = complaint(&kiln(call));
            assert!(said.contains(reason) && said.contains(path(model)), "{call:?}: {said}");
        }
        assert!(!onnx.exists());
    };
    refused(&folder.path().join("nowhere.safetensors"), "No such file");
    let model = trained(folder.path(), "transfer");
    let whole = fs::read(&model).unwrap();

    fs::write(&model, b"not a model").unwrap();
    refused(&model, "damaged");
    fs::write(&model, &whole[..whole.len() / 2]).unwrap();
    refused(&model, "damaged");
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    fs::write(&model, flipped).unwrap();
    refused(&model, "damaged");

    // A checksum of other weights, as if another network had made the features.
    let ModelFile { mut card, weights } = ModelFile::parse(&whole).unwrap();
    card.backbone.as_mut().unwrap().sha256 = "0".repeat(64);
    fs::write(&model, write(card, &weights, Precision::F32).unwrap()).unwrap();
    refused(&model, "network");
}

#[test]
fn pictures_of_other_classes_are_not_evaluated() {
    let folder = tempfile::tempdir().unwrap();
    let model = trained(folder.path(), "mlp");
    let pictures = folder.path().join("pictures");
    for name in ["cats", "daisy", "dogs"] {
        fs::create_dir_all(pictures.join(name)).unwrap();
    }
    let evaluate = || complaint(&kiln(&["evaluate", path(&model), path(&pictures)]));
    let said = evaluate();
    assert!(said.contains("no class cats, dogs") && said.contains("tulips"), "{said}");
    fs::remove_dir(pictures.join("cats")).unwrap();
    fs::remove_dir(pictures.join("dogs")).unwrap();
    assert!(evaluate().contains("no picture that can be read"));
}
