//! Folds and sweeps as processes: `kiln check`, `kiln train --set`, and `kiln compare`.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{complaint, fixture, flowers, json_lines, kiln, path, text};
use kiln_core::{evaluation, format::ModelFile};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const FOLDS: usize = 3;

/// Three flowers of five pictures each.
fn pictures(folder: &Path) -> PathBuf {
    let pictures = folder.join("pictures");
    for class in ["daisy", "sunflowers", "tulips"] {
        fs::create_dir_all(pictures.join(class)).unwrap();
        for file in fs::read_dir(flowers().join(class)).unwrap() {
            let file = file.unwrap().path();
            fs::copy(&file, pictures.join(class).join(file.file_name().unwrap())).unwrap();
        }
    }
    pictures
}

fn first_name(folder: &Path) -> std::ffi::OsString {
    fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).min().unwrap()
}

fn fold(source: &[&str], index: usize) -> Value {
    let fold = format!("{index}/{FOLDS}");
    let more = ["--fold", &fold, "--set", "epochs=20", "--json"];
    json_lines(&text(&kiln(&[&["check"], source, &more].concat()))).remove(0)
}

#[test]
fn folds_of_as_many_processes_are_put_together() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = pictures(folder.path());
    let features = folder.path().join("features.parquet");
    text(&kiln(&["embed", path(&pictures), "-o", path(&features)]));
    let mut files = Vec::new();
    let mut guesses: Vec<Value> = Vec::new();
    for index in 0..FOLDS {
        let found = fold(&[path(&pictures)], index);
        assert_eq!(found["settings"]["epochs"], 20);
        let of_features = fold(&["--features", path(&features)], index);
        assert_eq!(of_features["evaluation"], found["evaluation"]);
        assert_eq!(of_features["dataSha256"], found["dataSha256"]);
        guesses.extend(found["guesses"].as_array().unwrap().clone());
        let file = folder.path().join(format!("fold-{index}.json"));
        fs::write(&file, found.to_string()).unwrap();
        files.push(file);
    }
    // Every picture once, by a model that had not seen it.
    guesses.sort_by_key(|guess| guess["file"].as_str().unwrap().to_owned());
    let mut names: Vec<&str> =
        guesses.iter().map(|guess| guess["file"].as_str().unwrap()).collect();
    names.dedup();
    assert_eq!((names.len(), guesses.len()), (15, 15));
    let paths: Vec<&str> = files.iter().map(|file| path(file)).collect();
    let collect = |more: &[&str]| kiln(&[&["check", "--collect"], more].concat());
    let collected = json_lines(&text(&collect(&[&paths[..], &["--json"]].concat()))).remove(0);
    let label = |guess: &Value| guess["label"].as_u64().unwrap() as usize;
    let labels: Vec<usize> = guesses.iter().map(label).collect();
    let probabilities: Vec<f32> = guesses
        .iter()
        .flat_map(|guess| guess["probabilities"].as_array().unwrap())
        .map(|value| value.as_f64().unwrap() as f32)
        .collect();
    let expected = evaluation::evaluate(&probabilities, &labels, 3).unwrap();
    assert_eq!(collected["evaluation"], serde_json::to_value(&expected).unwrap());
    assert!(collected["suspects"].is_array());
    assert!(text(&collect(&paths)).contains(" of 15 right"));

    assert!(complaint(&collect(&paths[..2])).contains("of 3 folds these are missing: 2"));
    let twice = [paths[0], paths[0], paths[1], paths[2]];
    assert!(complaint(&collect(&twice)).contains("fold 0/3 is there twice"));
    // One picture fewer is another division, even where all else is the same.
    fs::remove_file(pictures.join("daisy").join(first_name(&pictures.join("daisy")))).unwrap();
    fs::write(&files[1], fold(&[path(&pictures)], 1).to_string()).unwrap();
    let other = complaint(&collect(&paths));
    assert!(other.contains("fold 1/3 is of other data than fold 0/3"), "{other}");
    fs::write(&files[1], "{}").unwrap();
    assert!(complaint(&collect(&paths)).contains("kiln check --fold --json has not written it"));
    let wrong = kiln(&["check", path(&pictures), "--fold", "3/3"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("3 folds are numbered from 0 to 2"));
    let neither = complaint(&kiln(&["check", "--fold", "0/3"]));
    assert!(neither.contains("a folder of pictures, sounds or texts is needed"), "{neither}");
}

#[test]
fn what_collecting_would_not_look_at_is_refused() {
    let ignored: [&[&str]; 7] = [
        &["pictures"],
        &["--features", "features"],
        &["--architecture", "mlp"],
        &["--threads", "1"],
        &["--epochs", "3"],
        &["--set", "epochs=3"],
        &["--device", "cpu"],
    ];
    for ignored in ignored {
        let result = kiln(&[&["check"], ignored, &["--collect", "fold.json"]].concat());
        let said = String::from_utf8_lossy(&result.stderr).into_owned();
        assert!(said.contains("cannot be used with '--collect <FILES>...'"), "{ignored:?}: {said}");
    }
}

/// The features stand where the system keeps such files, and not in whatever folder one is in.
#[cfg(unix)]
#[test]
fn features_of_a_fold_stand_in_the_systems_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (pictures, features) = (pictures(folder.path()), folder.path().join("features.parquet"));
    text(&kiln(&["embed", path(&pictures), "-o", path(&features)]));
    let result = Command::new(env!("CARGO_BIN_EXE_kiln"))
        .args(["check", "--features", path(&features), "--fold", "0/3"])
        .env("TMPDIR", folder.path().join("nowhere"))
        .output()
        .unwrap();
    let said = complaint(&result);
    assert!(said.contains("nowhere"), "{said}");
}

#[test]
fn any_setting_is_set_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let (pictures, model) = (pictures(folder.path()), folder.path().join("model"));
    let train = |sets: &[&str]| {
        let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
        kiln(&[&["train", path(&pictures), "-o", path(&model), "--json"], &sets[..]].concat())
    };
    let sets = ["learningRate=3e-3", "epochs=2", "schedule=constant", "earlyStopping=null"];
    let lines = json_lines(&text(&train(&sets)));
    let settings = &lines.last().unwrap()["settings"];
    assert_eq!((&settings["learningRate"], &settings["epochs"]), (&3e-3.into(), &2.into()));
    assert_eq!(settings["schedule"], "constant");
    let card = ModelFile::parse(&fs::read(&model).unwrap()).unwrap().card;
    assert_eq!(&card.training.unwrap().settings, settings);
    fs::remove_file(&model).unwrap();
    assert!(complaint(&train(&["speed=1"])).contains("there is no setting speed among augment"));
    assert!(complaint(&train(&["augmentation=1"])).contains("there is no setting augmentation"));
    assert!(complaint(&train(&["epochs"])).contains("a setting is written as KEY=VALUE"));
    assert!(complaint(&train(&["epochs=many"])).contains("--set epochs=many: invalid type"));
    assert!(complaint(&train(&["epochs=0"])).contains("epochs"));
    assert!(!model.exists());
}

#[test]
fn two_models_are_compared_on_the_same_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = pictures(folder.path());
    let [good, poor] = ["good", "poor"].map(|name| folder.path().join(name));
    let train = |model: &Path, epochs: &str| {
        text(&kiln(&["train", path(&pictures), "-o", path(model), "--epochs", epochs]));
    };
    train(&good, "30");
    train(&poor, "1");
    let compare = |more: &[&str]| {
        let call = ["compare", path(&good), path(&poor), path(&pictures)];
        text(&kiln(&[&call, more].concat()))
    };
    let found = json_lines(&compare(&["--json"])).remove(0);
    assert_eq!(found["count"], 15);
    let right = |key: &str| found[key].as_f64().unwrap();
    assert!(right("accuracyA") >= right("accuracyB"), "{found}");
    assert!(compare(&[]).contains("McNemar test of the difference: p = "));
    let other = folder.path().join("other");
    text(&kiln(&["train", path(&flowers()), "-o", path(&other), "--epochs", "1"]));
    let said = complaint(&kiln(&["compare", path(&good), path(&other), path(&pictures)]));
    assert!(said.contains("the models have different classes"), "{said}");
    let picture = fixture("bad/one-pixel.png");
    let said = complaint(&kiln(&["compare", path(&good), path(&picture), path(&pictures)]));
    assert!(said.contains("one-pixel.png"), "{said}");
}
