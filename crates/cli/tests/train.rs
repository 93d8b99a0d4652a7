//! `kiln train`, `evaluate`, `classify` and `export`, one after the other, on real photos.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{fixture, flowers, json_lines, kiln, path, peak_kilobytes, text};
use std::{fs, path::Path};

#[test]
fn a_folder_becomes_a_model_that_is_evaluated_asked_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.safetensors");
    let flowers = flowers();
    let more = ["--validation-share", "0.4", "--epochs", "30", "--json"];
    let trained = kiln(&[&["train", path(&flowers), "-o", path(&model)], more.as_slice()].concat());
    let lines = json_lines(&text(&trained));
    assert_eq!(lines.len(), 31);
    assert_eq!(lines[29]["epoch"]["epoch"], 30);
    // 10 of 25 were kept back; chance would have two right.
    let evaluation = &lines[30]["evaluation"];
    assert_eq!(evaluation["count"], 10);
    assert!(evaluation["accuracy"]["value"].as_f64().unwrap() >= 0.6);

    let evaluated = text(&kiln(&["evaluate", path(&model), path(&flowers)]));
    assert!(evaluated.contains("of 25 right"), "{evaluated}");
    assert!(
        evaluated.contains("95 % interval") && evaluated.contains("mean (macro)"),
        "{evaluated}"
    );
    // The header of the confusion matrix and its rows end in the same column.
    let table: Vec<&str> =
        evaluated.lines().skip_while(|line| !line.starts_with("rows:")).collect();
    let width = table[1].chars().count();
    assert_eq!(table.len(), 7);
    assert!(table[2..].iter().all(|row| row.chars().count() == width), "{evaluated}");
    let evaluated = json_lines(&text(&kiln(&["evaluate", "--json", path(&model), path(&flowers)])));
    assert_eq!(evaluated[0]["confusion"].as_array().unwrap().len(), 5);

    let daisy = fs::read_dir(flowers.join("daisy")).unwrap().next().unwrap().unwrap().path();
    let ask = || {
        let asked = kiln(&["classify", "--json", "--model", path(&model), path(&daisy)]);
        json_lines(&text(&asked)).remove(0)
    };
    let prediction = ask();
    assert_eq!(prediction["predictions"].as_array().unwrap().len(), 5);
    assert_eq!(prediction["predictions"][0]["label"], "daisy");
    assert!(prediction["is_unknown"].is_boolean());

    let onnx = folder.path().join("model.onnx");
    text(&kiln(&["export", path(&model), "--onnx", path(&onnx)]));
    assert!(fs::metadata(&onnx).unwrap().len() > 13_000_000);
    let whole = folder.path().join("whole.safetensors");
    text(&kiln(&["export", path(&model), "--self-contained", path(&whole)]));
    let evaluate = |model: &Path| text(&kiln(&["evaluate", path(model), path(&flowers)]));
    assert_eq!(evaluate(&whole), evaluate(&model));
    // The model in three forms, and the recipe beside the ONNX file.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "nothing half-written is left");

    // With a threshold that no picture reaches, everything is unknown.
    raise_threshold(&model);
    assert_eq!(ask()["is_unknown"], true);
    let said = text(&kiln(&["classify", "--model", path(&model), path(&daisy)]));
    assert!(said.contains("none of these"), "{said}");
}

/// Writes nines over the digits of the threshold: the file's length is part of its header.
fn raise_threshold(model: &Path) {
    let mut bytes = fs::read(model).unwrap();
    let name = br#"\"threshold\":"#;
    let begin = bytes.windows(name.len()).position(|window| window == name).unwrap() + name.len();
    let length = bytes[begin..].iter().position(|byte| b",}".contains(byte)).unwrap();
    assert!(length > 3);
    bytes[begin..begin + length].fill(b'9');
    fs::write(model, bytes).unwrap();
}

#[test]
fn a_network_is_fine_tuned() {
    let folder = tempfile::tempdir().unwrap();
    let (model, flowers) = (folder.path().join("model"), flowers());
    let tuning = ["--architecture", "fine-tune", "--epochs", "32", "--frozen-epochs", "30"];
    let evaluation = ["--validation", path(&flowers), "--backbone-learning-rate", "2e-4"];
    let training = ["train", path(&flowers), "-o", path(&model)];
    let trained = kiln(&[training.as_slice(), tuning.as_slice(), evaluation.as_slice()].concat());
    assert!(text(&trained).contains("25 of 25 right"), "{}", text(&trained));
    let evaluate = |model: &Path| text(&kiln(&["evaluate", path(model), path(&flowers)]));
    assert_eq!(evaluate(&model), text(&trained), "the file predicts as the run did");
    // A million weights of four bytes.
    assert!(fs::metadata(&model).unwrap().len() > 4_000_000);

    let onnx = folder.path().join("model.onnx");
    text(&kiln(&["export", path(&model), "--onnx", path(&onnx)]));
    assert!(fs::metadata(&onnx).unwrap().len() > 13_000_000);
    let whole = folder.path().join("whole.safetensors");
    text(&kiln(&["export", path(&model), "--self-contained", path(&whole)]));
    assert_eq!(evaluate(&whole), evaluate(&model));
}

#[test]
fn networks_over_pixels_are_trained_too() {
    let folder = tempfile::tempdir().unwrap();
    let flowers = flowers();
    for architecture in ["reference-cnn", "mlp", "recurrent"] {
        let model = folder.path().join(architecture);
        let trained = kiln(&[
            "train",
            path(&flowers),
            "-o",
            path(&model),
            "--architecture",
            architecture,
            "--epochs",
            "2",
            "--validation",
            path(&flowers),
        ]);
        assert!(text(&trained).contains("of 25 right"));
        let warned = String::from_utf8_lossy(&trained.stderr).into_owned();
        assert!(warned.contains("25 of 25 validation pictures are nearly the same"), "{warned}");
        let evaluated = text(&kiln(&["evaluate", path(&model), path(&flowers)]));
        assert_eq!(evaluated, text(&trained), "the file predicts as the run did");
        let onnx = folder.path().join("model.onnx");
        text(&kiln(&["export", path(&model), "--onnx", path(&onnx)]));
        assert!(fs::metadata(&onnx).unwrap().len() > 1000);
    }
}

#[test]
fn the_same_seed_gives_the_same_model() {
    let folder = tempfile::tempdir().unwrap();
    let flowers = flowers();
    let weights = |file: &str, seed: &str| {
        let model = folder.path().join(file);
        let training = ["--architecture", "mlp", "--epochs", "2", "--name", "same"];
        let arguments = ["train", path(&flowers), "-o", path(&model), "--seed", seed];
        text(&kiln(&[arguments.as_slice(), training.as_slice()].concat()));
        fs::read(model).unwrap()
    };
    let first = weights("first", "1");
    assert!(first == weights("second", "1"));
    assert!(first != weights("third", "2"));
}

#[test]
fn early_stopping_ends_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let (model, flowers) = (folder.path().join("model"), flowers());
    let more = ["--early-stopping", "1", "--learning-rate", "0.5", "--epochs", "200", "--json"];
    let trained = kiln(&[&["train", path(&flowers), "-o", path(&model)], more.as_slice()].concat());
    let mut epochs = json_lines(&text(&trained));
    assert!(epochs.pop().unwrap()["evaluation"].is_object());
    // Each epoch but the last was better than all before it.
    let last = epochs.pop().unwrap();
    assert!(epochs.len() < 199 && last["epoch"]["isBest"] == false, "{last}");
    assert!(!epochs.is_empty() && epochs.iter().all(|line| line["epoch"]["isBest"] == true));
}

#[test]
fn many_pictures_are_learnt_from_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let picture = fixture("pictures/bird.jpg");
    let peak = |count: usize| {
        let (pictures, model) = (folder.path().join(count.to_string()), folder.path().join("m"));
        for class in ["a", "b"] {
            fs::create_dir_all(pictures.join(class)).unwrap();
            for number in 0..count {
                fs::copy(&picture, pictures.join(class).join(format!("{number}.jpg"))).unwrap();
            }
        }
        let more = ["--architecture", "mlp", "--epochs", "3", "--json"];
        peak_kilobytes(&[&["train", path(&pictures), "-o", path(&model)], more.as_slice()].concat())
    };
    if let (Some(few), Some(many)) = (peak(10), peak(80)) {
        // 140 more pictures of 512 × 340 pixels would take 97 MB if they were kept.
        assert!(many < few + 30_000, "{few} kB for 20 pictures, {many} kB for 160");
    }
}
