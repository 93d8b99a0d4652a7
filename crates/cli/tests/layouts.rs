//! The ways in which people keep pictures: each is read as it was meant.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{complaint, fixture, kiln, path, text};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A picture of each of two classes, as often as it takes.
fn pictures(class: &str) -> Vec<PathBuf> {
    let folder = fixture("pictures/flowers25").join(class);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Lays pictures out: `{}` in each place is the number of a picture.
fn lay_out(folder: &Path, places: &[(&str, &str)]) {
    for (class, place) in places {
        for (number, file) in pictures(class).iter().enumerate() {
            let to = folder.join(place.replace("{}", &number.to_string()));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(file, to).unwrap();
        }
    }
}

/// The classes of a model that was trained on the folder for a moment.
fn classes_of(folder: &Path) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    let model = place.path().join("model.safetensors");
    let more = ["--architecture", "mlp", "--epochs", "1"];
    text(&kiln(&[&["train", path(folder), "-o", path(&model)], more.as_slice()].concat()));
    let evaluated = text(&kiln(&["evaluate", "--json", path(&model), path(folder)]));
    let evaluated: serde_json::Value = serde_json::from_str(&evaluated).unwrap();
    let asked = kiln(&["classify", "--json", "--model", path(&model), path(&pictures("daisy")[0])]);
    let asked: serde_json::Value =
        serde_json::from_str(text(&asked).lines().next().unwrap()).unwrap();
    let mut names: Vec<String> = asked["predictions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|prediction| prediction["label"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(evaluated["confusion"].as_array().unwrap().len(), names.len());
    names
}

#[test]
fn classes_are_found_where_people_put_them() {
    let table: &[(&str, &[(&str, &str)])] = &[
        ("folders", &[("daisy", "daisy/{}.jpg"), ("roses", "roses/{}.jpg")]),
        ("images below", &[("daisy", "daisy/images/{}.jpg"), ("roses", "roses/images/{}.jpg")]),
        ("a wrapping folder", &[("daisy", "all/daisy/{}.jpg"), ("roses", "all/roses/{}.jpg")]),
        ("years below", &[("daisy", "daisy/202{}/a.jpg"), ("roses", "roses/202{}/a.jpg")]),
        ("years above", &[("daisy", "202{}/daisy/a.jpg"), ("roses", "202{}/roses/a.jpg")]),
        (
            "a ready split",
            &[
                ("daisy", "train/daisy/{}.jpg"),
                ("roses", "train/roses/{}.jpg"),
                ("daisy", "test/daisy/t{}.jpg"),
                ("roses", "test/roses/t{}.jpg"),
            ],
        ),
        (
            "leftovers",
            &[
                ("daisy", "daisy/{}.jpg"),
                ("roses", "roses/{}.jpg"),
                ("daisy", "__MACOSX/daisy/._{}.jpg"),
                ("daisy", "daisy/@eaDir/{}.jpg/SYNOPHOTO_THUMB_XL.jpg"),
                ("daisy", ".ipynb_checkpoints/{}.jpg"),
            ],
        ),
    ];
    for (what, places) in table {
        let folder = tempfile::tempdir().unwrap();
        lay_out(folder.path(), places);
        assert_eq!(classes_of(folder.path()), ["daisy", "roses"], "{what}");
    }
}

#[test]
fn a_table_of_labels_is_read() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &[("daisy", "images/d{}.jpg"), ("roses", "images/r{}.jpg")]);
    let rows: String = (0..5).map(|i| format!("d{i}.jpg,daisy\nr{i}.jpg,roses\n")).collect();
    fs::write(folder.path().join("train.csv"), format!("file,label\n{rows}")).unwrap();
    assert_eq!(classes_of(folder.path()), ["daisy", "roses"]);
}

/// macOS takes letters and their marks apart, other systems do not.
#[test]
fn a_name_is_the_same_in_both_of_its_forms() {
    let (composed, apart) = ("\u{c4}pfel", "A\u{308}pfel");
    let [first, second] = [composed, apart].map(|name| {
        let folder = tempfile::tempdir().unwrap();
        lay_out(
            folder.path(),
            &[("daisy", &format!("{name}/{{}}.jpg")), ("roses", "roses/{}.jpg")],
        );
        folder
    });
    let model = first.path().join("model.safetensors");
    let more = ["--architecture", "mlp", "--epochs", "1"];
    text(&kiln(&[&["train", path(second.path()), "-o", path(&model)], more.as_slice()].concat()));
    let evaluated = text(&kiln(&["evaluate", path(&model), path(first.path())]));
    assert!(evaluated.contains("of 10 right"), "{evaluated}");
}

#[test]
fn pictures_of_the_test_are_not_learnt_from() {
    let folder = tempfile::tempdir().unwrap();
    let places = [
        ("daisy", "train/daisy/{}.jpg"),
        ("roses", "train/roses/{}.jpg"),
        ("tulips", "test/daisy/{}.jpg"),
    ];
    lay_out(folder.path(), &places);
    let model = folder.path().join("model.safetensors");
    let more = ["--architecture", "mlp", "--epochs", "1"];
    text(&kiln(&[&["train", path(folder.path()), "-o", path(&model)], more.as_slice()].concat()));
    let evaluated = kiln(&["evaluate", path(&model), path(folder.path())]);
    assert!(
        String::from_utf8_lossy(&evaluated.stderr)
            .contains("5 of 15 pictures are those of the test")
    );
    assert!(text(&evaluated).contains("of 5 right"));
    // A class that has pictures for the test alone has none to learn from.
    fs::remove_dir_all(folder.path().join("train/daisy")).unwrap();
    let train = ["train", path(folder.path()), "-o", path(&model)];
    assert!(complaint(&kiln(&train)).contains("nothing to train on for daisy"));
}
