//! `kiln compress`: smaller files that predict, and what they cost.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{complaint, fixture, flowers, json_lines, kiln, path, text};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

fn trained(folder: &Path, architecture: &str) -> PathBuf {
    let (model, flowers) = (folder.join("model.safetensors"), flowers());
    // Enough weights that their bytes count beside the card's.
    let more = ["--architecture", architecture, "--epochs", "20", "--hidden-units", "100"];
    text(&kiln(&[&["train", path(&flowers), "-o", path(&model)], more.as_slice()].concat()));
    model
}

fn compress(model: &Path, output: &Path, more: &[&str]) -> std::process::Output {
    kiln(&[&["compress", path(model), "-o", path(output)], more].concat())
}

fn size(file: &Path) -> u64 {
    fs::metadata(file).unwrap().len()
}

#[test]
fn each_precision_makes_a_smaller_file_that_still_predicts() {
    let folder = tempfile::tempdir().unwrap();
    let model = trained(folder.path(), "transfer");
    let whole = size(&model);
    let flowers = flowers();
    for (precision, largest_share) in [("f16", 0.55), ("int8", 0.32), ("int8-per-tensor", 0.32)] {
        let small = folder.path().join(precision);
        let more = ["--precision", precision, "--check", path(&flowers), "--json"];
        let report = json_lines(&text(&compress(&model, &small, &more))).remove(0);
        assert_eq!(report["precision"], precision);
        assert_eq!(report["size_bytes_before"], whole);
        assert_eq!(report["size_bytes_after"], size(&small));
        assert!(size(&small) < (whole as f64 * largest_share) as u64, "{}", size(&small));
        let change = &report["change"];
        assert_eq!(change["count"], 25);
        let flips = change["flips"].as_array().unwrap();
        assert_eq!(flips.len(), report["flipped_files"].as_array().unwrap().len());
        // A head of two layers over features that stay what they are: one picture in 25 at most.
        assert!(flips.len() <= 1, "{flips:?}");

        let evaluated = text(&kiln(&["evaluate", "--json", path(&small), path(&flowers)]));
        let accuracy = &json_lines(&evaluated)[0]["accuracy"];
        assert_eq!(accuracy, &change["accuracyAfter"], "{precision}");
    }
    let said = text(&compress(&model, &folder.path().join("again"), &["--check", path(&flowers)]));
    for part in ["kB where it was", "of 25 pictures get the same answer", "right now:", "tulips"] {
        assert!(said.contains(part), "{said}");
    }
    // What it was made from is as it was.
    assert_eq!(size(&model), whole);
}

#[test]
fn a_model_that_brings_its_backbone_is_compressed_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let model = trained(folder.path(), "transfer");
    let (whole, rough) = (folder.path().join("whole"), folder.path().join("rough"));
    text(&kiln(&["export", path(&model), "--self-contained", path(&whole)]));
    let flowers = flowers();
    let more = ["--precision", "int8-per-tensor", "--check", path(&flowers), "--json"];
    let report = json_lines(&text(&compress(&whole, &rough, &more))).remove(0);
    assert!(size(&rough) < 3_800_000, "{}", size(&rough));
    // One scale for each of the backbone's arrays moves every feature, and with them the scores.
    let moved = report["change"]["maxLogitDifference"].as_f64().unwrap();
    assert!(moved > 0.1, "{moved}");
}

#[test]
fn networks_over_pixels_and_the_shipped_one_are_compressed_too() {
    let folder = tempfile::tempdir().unwrap();
    let model = trained(folder.path(), "reference-cnn");
    let small = folder.path().join("small");
    text(&compress(&model, &small, &[]));
    assert!(size(&small) * 3 < size(&model));
    let daisy = fs::read_dir(flowers().join("daisy")).unwrap().next().unwrap().unwrap().path();
    text(&kiln(&["classify", "--model", path(&small), path(&daisy)]));
}

#[test]
fn what_would_destroy_something_or_make_no_sense_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let model = trained(folder.path(), "mlp");
    let before = fs::read(&model).unwrap();
    assert!(complaint(&compress(&model, &model, &[])).contains("is the model itself"));
    let same = folder.path().join("../").join(folder.path().file_name().unwrap());
    let same = same.join("model.safetensors");
    assert!(complaint(&compress(&model, &same, &[])).contains("is the model itself"));
    assert_eq!(fs::read(&model).unwrap(), before);

    let output = folder.path().join("small.safetensors");
    assert!(complaint(&compress(&model, folder.path(), &[])).contains("is a folder"));
    assert!(complaint(&compress(&folder.path().join("none"), &output, &[])).contains("none"));
    let picture = fixture("pictures/flowers25/daisy");
    let picture = fs::read_dir(picture).unwrap().next().unwrap().unwrap().path();
    assert!(complaint(&compress(&picture, &output, &[])).contains(path(&picture)));
    let other_classes = folder.path().join("other-classes");
    fs::create_dir_all(other_classes.join("orchid")).unwrap();
    let said = complaint(&compress(&model, &output, &["--check", path(&other_classes)]));
    assert!(said.contains("no class orchid"), "{said}");
    fs::create_dir_all(folder.path().join("empty/daisy")).unwrap();
    let empty = folder.path().join("empty");
    let said = complaint(&compress(&model, &output, &["--check", path(&empty)]));
    assert!(said.contains("no picture that can be read"), "{said}");
    let said = kiln(&["compress", path(&model), "-o", path(&output), "--precision", "int4"]);
    assert!(!said.status.success());
    assert!(!output.exists(), "nothing is written when something is wrong");
}

#[test]
fn a_picture_that_cannot_be_read_is_named_and_the_rest_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let model = trained(folder.path(), "mlp");
    let check = folder.path().join("check");
    fs::create_dir_all(check.join("daisy")).unwrap();
    let daisy = fs::read_dir(flowers().join("daisy")).unwrap().next().unwrap().unwrap().path();
    fs::copy(daisy, check.join("daisy/good.jpg")).unwrap();
    fs::write(check.join("daisy/bad.jpg"), "no picture").unwrap();
    let output = folder.path().join("small");
    let done = compress(&model, &output, &["--check", path(&check), "--json"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("bad.jpg"));
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["change"]["count"], 1);
    assert!(output.exists());
}
