//! `kiln publish`: what readers of an article download.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{complaint, flowers, json_lines, kiln, path, text};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn trained(folder: &Path, more: &[&str]) -> PathBuf {
    let model = folder.join("trained.safetensors");
    let begin = ["train", path(&flowers()), "-o", path(&model)].map(str::to_owned);
    let begin: Vec<&str> = begin.iter().map(String::as_str).collect();
    text(&kiln(&[begin.as_slice(), more].concat()));
    model
}

#[test]
fn a_model_becomes_the_two_files_of_an_article_and_predicts_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let model = trained(folder.path(), &["--epochs", "20", "--validation-share", "0.2"]);
    let site = folder.path().join("a/site");
    let names = "Gänseblümchen,Löwenzahn,Rosen,Sonnenblumen,郁金香";
    let said = text(&kiln(&[
        "publish",
        path(&model),
        "-o",
        path(&site),
        "--name",
        "Blumen",
        "--class-names",
        names,
    ]));
    assert!(said.contains("model.safetensors") && said.contains("kiln-backbone"), "{said}");
    let length = |name: &str| fs::metadata(site.join(name)).unwrap().len();
    assert!(length("model.safetensors") < 40_000);
    assert!((3_000_000..4_900_000).contains(&length("kiln-backbone.safetensors")));
    assert_eq!(fs::read_dir(&site).unwrap().count(), 2, "nothing half-written is left");

    let daisy = fs::read_dir(flowers().join("daisy")).unwrap().next().unwrap().unwrap().path();
    let ask = |model: &Path| {
        let asked = kiln(&["classify", "--json", "--model", path(model), path(&daisy)]);
        json_lines(&text(&asked)).remove(0)["predictions"][0].clone()
    };
    let (before, after) = (ask(&model), ask(&site.join("model.safetensors")));
    assert_eq!(
        (before["label"].as_str(), after["label"].as_str()),
        (Some("daisy"), Some("Gänseblümchen"))
    );
    assert_eq!(before["probability"], after["probability"]);

    // Self-contained, it brings its own network, and the two files come out the same.
    let whole = folder.path().join("whole.safetensors");
    text(&kiln(&["export", path(&model), "--self-contained", path(&whole)]));
    let other = folder.path().join("other");
    text(&kiln(&["publish", path(&whole), "-o", path(&other)]));
    let [from_head, from_whole] = [&site, &other]
        .map(|place| fs::metadata(place.join("kiln-backbone.safetensors")).unwrap().len());
    assert!(from_head.abs_diff(from_whole) < 2_000, "{from_head} {from_whole}");
}

#[test]
fn a_network_over_pixels_needs_no_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let model = trained(folder.path(), &["--epochs", "1", "--architecture", "reference-cnn"]);
    let site = folder.path().join("site");
    text(&kiln(&["publish", path(&model), "-o", path(&site)]));
    let files: Vec<_> =
        fs::read_dir(&site).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["model.safetensors"]);
    let length = |path: &Path| fs::metadata(path).unwrap().len();
    assert!(length(&site.join("model.safetensors")) * 3 < length(&model));
}

#[test]
fn what_cannot_be_published_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let refused = |model: &Path, more: &[&str]| {
        let arguments = [&["publish", path(model), "-o", path(&site)], more].concat();
        let said = complaint(&kiln(&arguments));
        assert!(said.contains(path(model)), "{said}");
        assert!(!site.exists());
        said
    };
    assert!(refused(&folder.path().join("nowhere.safetensors"), &[]).contains("No such file"));
    let model = trained(folder.path(), &["--epochs", "1"]);
    assert!(refused(&model, &["--class-names", "a,b"]).contains("2 names for 5 classes: daisy"));
    assert!(refused(&model, &["--class-names", "a,b,c,d,a"]).contains("same name"));
    assert!(refused(&model, &["--class-names", "a,b,,d,e"]).contains("without a name"));
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/assets/efficientnet-lite0");
    assert!(
        refused(&assets.join("efficientnet-lite0.f16.safetensors"), &[]).contains("trained here")
    );
    fs::write(&model, b"not a model").unwrap();
    assert!(refused(&model, &[]).contains("damaged"));
}
