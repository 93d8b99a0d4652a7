//! `kiln train`, `evaluate`, `classify` and `export`, one after the other, on real photos.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{fixture, flowers, json_lines, kiln, path, peak_kilobytes, text};
use kiln_core::format::{ModelFile, Precision, write};
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

fn raise_threshold(model: &Path) {
    let ModelFile { mut card, weights } = ModelFile::parse(&fs::read(model).unwrap()).unwrap();
    card.unknown.as_mut().unwrap()["threshold"] = 9999.into();
    fs::write(model, write(card, &weights, Precision::F32).unwrap()).unwrap();
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
fn pictures_from_one_fixed_camera_are_validated_too() {
    let folder = tempfile::tempdir().unwrap();
    let (pictures, model) = (folder.path().join("pictures"), folder.path().join("model"));
    for (class, is_scratched) in [("good", false), ("scratched", true)] {
        fs::create_dir_all(pictures.join(class)).unwrap();
        for number in 0..10 {
            let file = pictures.join(class).join(format!("{number}.bmp"));
            fs::write(file, part_on_a_table(number, is_scratched)).unwrap();
        }
    }
    let trained = kiln(&["train", path(&pictures), "-o", path(&model), "--epochs", "10"]);
    let figures = text(&trained);
    assert!(figures.contains("of 4 right") && figures.contains("95 % interval"), "{figures}");
    let warned = String::from_utf8_lossy(&trained.stderr).into_owned();
    for class in ["good", "scratched"] {
        assert!(warned.contains(&format!("{class}: the pictures look so much alike")), "{warned}");
    }
}

/// One photo as a bitmap of 256 × 170, each time with noise of its own; a scratch is 4 × 24 pixels, each time elsewhere.
fn part_on_a_table(number: usize, is_scratched: bool) -> Vec<u8> {
    let photo = fs::read(fixture("pictures/bird.jpg")).unwrap();
    let photo = kiln_core::picture::decode(&photo).unwrap();
    let (width, height) = (256, 170);
    let num_bytes = width * height * 3;
    let mut bitmap = b"BM".to_vec();
    // File size, reserved, where the pixels begin; size of this header.
    for value in [54 + num_bytes, 0, 54, 40, width, height] {
        bitmap.extend((value as u32).to_le_bytes());
    }
    // One plane of 24 bits, not compressed; sizes and colours are as they are.
    bitmap.extend([1, 0, 24, 0]);
    bitmap.extend([0; 24]);
    let (left, top) = (40 + number * 15, 50 + number * 9 % 60);
    let mut noise = (number as u32 * 2 + u32::from(is_scratched)).wrapping_mul(2_654_435_761) | 1;
    for y in (0..height).rev() {
        for x in 0..width {
            let is_scratch =
                is_scratched && (left..left + 24).contains(&x) && (top..top + 4).contains(&y);
            let pixel = (2 * y * photo.width() + 2 * x) * 4;
            for channel in [2, 1, 0] {
                // Xorshift.
                noise ^= noise << 13;
                noise ^= noise >> 17;
                noise ^= noise << 5;
                let light = if is_scratch { 245 } else { photo.pixels()[pixel + channel] };
                bitmap.push(light.saturating_add((noise % 7) as u8));
            }
        }
    }
    bitmap
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
