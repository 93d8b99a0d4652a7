//! `kiln train --features`: the same model as from the pictures, and what is refused.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;
#[path = "common/features.rs"]
mod features;

use common::{complaint, fixture, flowers, kiln, path, text};
use features::rewrite;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Flowers in three parts, of which one is for the test, with near-duplicates, copies and a file that is no picture.
fn pictures(folder: &Path) -> PathBuf {
    let pictures = folder.join("pictures");
    for class in ["daisy", "dandelion", "roses"] {
        let mut files: Vec<PathBuf> = fs::read_dir(flowers().join(class))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for (number, file) in files.iter().enumerate() {
            let part = if number == 0 { "test" } else { "train" };
            let to = pictures.join(part).join(class);
            fs::create_dir_all(&to).unwrap();
            fs::copy(file, to.join(format!("{number}.jpg"))).unwrap();
            fs::copy(file, to.join(format!("Copy of {number}.jpg"))).unwrap();
        }
    }
    fs::copy(fixture("bad/renamed-pdf.jpg"), pictures.join("train/daisy/0.jpg")).unwrap();
    pictures
}

#[test]
fn features_give_the_very_model_that_the_pictures_give() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = pictures(folder.path());
    let features = folder.path().join("features");
    for shard in ["2/3", "0/3", "1/3"] {
        let call = ["embed", path(&pictures), "-o", path(&features), "--shard", shard];
        text(&kiln(&call));
    }
    let more = ["--epochs", "12", "--name", "same", "--early-stopping", "4"];
    let train = |from: &[&str], to: &str| {
        let model = folder.path().join(to);
        let figures = text(&kiln(&[&["train", "-o", path(&model)], from, &more].concat()));
        (figures, fs::read(model).unwrap())
    };
    let expected = train(&[path(&pictures), "--threads", "1"], "of-pictures");
    let pattern = format!("{}/*.parquet", features.display());
    assert!(train(&["--features", &pattern], "of-pattern") == expected);
    assert!(train(&["--features", path(&features), "--threads", "2"], "of-folder") == expected);
    assert!(train(&[path(&pictures), "--threads", "3"], "of-threads") == expected);
    // The three models, and the pictures and features that they are of: nothing else is left.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 6);
}

/// A limit on the size of files stands for a full disk: writing fails in the same place.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_of_features_is_said_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = pictures(folder.path());
    let features = folder.path().join("features.parquet");
    text(&kiln(&["embed", path(&pictures), "-o", path(&features)]));
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let result = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_kiln")])
        .args(["train", "--features", path(&features), "-o", path(&out.join("model"))])
        .output()
        .unwrap();
    let said = complaint(&result);
    assert!(said.contains("the disk that the features are kept on"), "{said}");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
}

#[test]
fn features_that_do_not_belong_together_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = pictures(folder.path());
    let (features, model) = (folder.path().join("features"), folder.path().join("model"));
    let embed = |output: &Path, shard: &str| {
        text(&kiln(&["embed", path(&pictures), "-o", path(output), "--shard", shard]));
    };
    embed(&features, "0/2");
    let refused = |more: &[&str]| {
        let said = complaint(&kiln(&[&["train", "-o", path(&model)], more].concat()));
        assert!(!model.exists());
        said
    };
    let of = ["--features", path(&features)];
    // A part of the pictures is learnt from, if that is wanted.
    let partly = kiln(&["train", "-o", path(&model), of[0], of[1], "--epochs", "1"]);
    text(&partly);
    let warned = String::from_utf8_lossy(&partly.stderr).into_owned();
    assert!(warned.contains("of 2 shards these are not here: 1"), "{warned}");
    fs::remove_file(&model).unwrap();

    embed(&features, "1/2");
    assert!(refused(&["--features", "nothing/*.parquet"]).contains("there is no file nothing/"));
    let tuned = refused(&[of[0], of[1], "--architecture", "fine-tune"]);
    assert!(tuned.contains("fine-tune does not learn from features"), "{tuned}");
    let twice = features.join("twice.parquet");
    fs::copy(features.join("part-00000-of-00002.parquet"), &twice).unwrap();
    assert!(refused(&of).contains("is in two of the files"));
    fs::remove_file(&twice).unwrap();

    let second = features.join("part-00001-of-00002.parquet");
    let whole = fs::read(&second).unwrap();
    rewrite(&second, "kiln.backbone.sha256", Some(&"0".repeat(64)));
    let other = refused(&of);
    assert!(
        other.contains("part-00001-of-00002.parquet: its features were made by another network"),
        "{other}"
    );
    fs::write(&second, &whole).unwrap();
    rewrite(&second, "kiln.arithmetic", Some("by hand"));
    let other = refused(&of);
    assert!(other.contains("computed in another way (by hand) than here"), "{other}");
    rewrite(&second, "kiln.backbone.id", None);
    assert!(refused(&of).contains("kiln embed has not written it"));
    for length in [0, 3, whole.len() / 2, whole.len() - 1] {
        fs::write(&second, &whole[..length]).unwrap();
        let said = refused(&of);
        assert!(
            said.contains("00001-of-00002.parquet: it is damaged, or no Parquet file"),
            "{said}"
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing half-written is left");
}
