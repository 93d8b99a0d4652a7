//! The commands on sounds, which the tests make themselves: chords, noises and clicks.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;
#[path = "common/sounds.rs"]
mod sounds;

use common::{complaint, fixture, flowers, json_lines, kiln, path, text};
use kiln_core::format::ModelFile;
use sounds::{KINDS, folder_of_sounds, samples, wav, write_sound};
use std::{collections::BTreeMap, fs, path::Path, process::Output};

/// Short clips: the sounds are.
const CLIPS: [&str; 2] = ["--clip-seconds", "2"];

fn train(folder: &Path, model: &Path, more: &[&str]) -> Output {
    kiln(&[&["train", path(folder), "-o", path(model)], CLIPS.as_slice(), more].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_folder_of_sounds_becomes_a_model_that_hears() {
    let folder = tempfile::tempdir().unwrap();
    let [learnt, others] = ["learnt", "others"].map(|name| folder.path().join(name));
    folder_of_sounds(&learnt, 1);
    folder_of_sounds(&others, 1000);
    let model = folder.path().join("model");
    let trained = train(&learnt, &model, &["--validation-share", "0.34", "--json"]);
    let evaluation = json_lines(&text(&trained)).pop().unwrap()["evaluation"].clone();
    assert!(evaluation["accuracy"]["value"].as_f64().unwrap() > 0.8, "{evaluation}");

    let card = ModelFile::parse(&fs::read(&model).unwrap()).unwrap().card;
    assert_eq!(card.format_version, 3);
    let hearing = card.hearing.unwrap();
    assert_eq!((hearing.measure.as_str(), hearing.clip_seconds), ("kiln-log-mel-1", 2.0));

    let evaluated = json_lines(&text(&kiln(&["evaluate", "--json", path(&model), path(&others)])));
    assert_eq!(evaluated[0]["count"], 18);
    assert!(evaluated[0]["accuracy"]["value"].as_f64().unwrap() > 0.9, "{}", evaluated[0]);

    // Clicks, then a chord: five seconds are two clips and the last two seconds.
    let long = folder.path().join("long.wav");
    let both = [samples("clicks", 7, 16_000, 2.0), samples("chords", 8, 16_000, 3.0)].concat();
    fs::write(&long, wav(16_000, &both)).unwrap();
    let asked = kiln(&["classify", "--json", "--model", path(&model), path(&long)]);
    let line = json_lines(&text(&asked)).remove(0);
    let clips = line["clips"].as_array().unwrap();
    let heard: Vec<_> = clips
        .iter()
        .map(|clip| (clip["start_s"].as_f64().unwrap(), clip["label"].as_str().unwrap()))
        .collect();
    assert_eq!(heard, [(0.0, "clicks"), (2.0, "chords"), (3.0, "chords")]);
    assert_eq!(line["predictions"].as_array().unwrap().len(), 3);
    let shown = text(&kiln(&["classify", "--model", path(&model), path(&long)]));
    assert!(shown.contains("2.0 to 4.0 s"), "{shown}");
}

#[test]
fn clips_of_one_recording_are_in_one_fold() {
    let folder = tempfile::tempdir().unwrap();
    for kind in ["chords", "noises"] {
        for number in 0..4 {
            let file = folder.path().join(kind).join(format!("{number}.wav"));
            write_sound(&file, kind, number, 8_000, 5.0);
        }
    }
    let mut fold_of_recording = BTreeMap::new();
    let mut num_clips = 0;
    for fold in ["0/2", "1/2"] {
        let settings = ["--clip-seconds", "1", "--clip-overlap", "0.5", "--epochs", "3", "--json"];
        let checked =
            [&["check", path(folder.path()), "--fold", fold], settings.as_slice()].concat();
        for guess in json_lines(&text(&kiln(&checked)))[0]["guesses"].as_array().unwrap() {
            let (recording, times) = guess["file"].as_str().unwrap().split_once("#t=").unwrap();
            assert!(times.split_once(',').unwrap().1.parse::<f64>().unwrap() <= 5.0);
            num_clips += 1;
            assert_eq!(*fold_of_recording.entry(recording.to_owned()).or_insert(fold), fold);
        }
    }
    // Nine clips of a second in five seconds, each half a second further on.
    assert_eq!((fold_of_recording.len(), num_clips), (8, 72));
}

#[cfg(feature = "parquet")]
#[test]
fn features_of_sounds_give_the_model_that_the_sounds_give() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = folder.path().join("sounds");
    folder_of_sounds(&sounds, 1);
    // Twelve clips: the tenth comes after the second.
    write_sound(&sounds.join("noises/long.wav"), "noises", 77, 8_000, 23.5);
    let [features, one, other] =
        ["features.parquet", "one", "other"].map(|name| folder.path().join(name));
    let embed = [&["embed", path(&sounds), "-o", path(&features)], CLIPS.as_slice()].concat();
    assert!(text(&kiln(&embed)).contains("19 sounds, 0 that cannot be read"));
    let settings = ["--epochs", "5", "--name", "noises"];
    text(&train(&sounds, &one, &settings));
    let stored = ["train", "--features", path(&features), "-o", path(&other)];
    text(&kiln(&[stored.as_slice(), &settings].concat()));
    assert!(fs::read(&one).unwrap() == fs::read(&other).unwrap());
    // Clips of another length are other features, and pictures' are.
    let again = ["embed", path(&sounds), "-o", path(&features), "--clip-seconds", "1"];
    assert!(complaint(&kiln(&again)).contains("its features are of sounds in clips of 2 s"));
    let photo = fixture("pictures/bird.jpg");
    let similar = complaint(&kiln(&["similar", path(&photo), "--features", path(&features)]));
    assert!(similar.contains("its features are of sounds in clips of 2 s"), "{similar}");
}

#[test]
fn what_cannot_be_heard_is_named_and_the_rest_is_learnt_from() {
    let folder = tempfile::tempdir().unwrap();
    let (sounds, model) = (folder.path().join("sounds"), folder.path().join("model"));
    folder_of_sounds(&sounds, 1);
    let whole = fs::read(sounds.join("noises/1.wav")).unwrap();
    let broken: [(&str, &[u8], &str); 5] = [
        ("empty.wav", b"", "the file is empty"),
        ("text.wav", b"This is a letter and no sound.", "this is not a sound"),
        ("short.wav", &wav(16_000, &[0.1; 400]), "the sound is too short: 0.025 seconds"),
        ("film.mp4", b"\0\0\0\x14ftypisom\0\0\0\0isom\0\0\0\x08mdat", "damaged"),
        ("cut.wav", &whole[..whole.len() / 2], ""),
    ];
    for (name, bytes, _) in broken {
        fs::write(sounds.join("noises").join(name), bytes).unwrap();
    }
    fs::write(sounds.join("clicks/silent.wav"), wav(8_000, &[0.0; 8_000])).unwrap();
    fs::write(sounds.join("clicks/clipped.wav"), wav(8_000, &[1.0; 8_000])).unwrap();
    let trained = train(&sounds, &model, &["--epochs", "2"]);
    text(&trained);
    let warned = said(&trained);
    for (name, _, sentence) in broken.iter().filter(|(.., sentence)| !sentence.is_empty()) {
        let line = warned.lines().find(|line| line.contains(name)).expect(name);
        assert!(line.contains(sentence), "{line}");
    }
    assert!(warned.contains("1 of the clips are silent"), "{warned}");
    assert!(warned.contains("1 of the clips are louder than the recorder could hold"), "{warned}");
}

#[test]
fn pictures_and_sounds_are_kept_apart() {
    let folder = tempfile::tempdir().unwrap();
    let [mixed, sounds] = ["mixed", "sounds"].map(|name| folder.path().join(name));
    let [hears, sees] = ["hears", "sees"].map(|name| folder.path().join(name));
    folder_of_sounds(&mixed, 1);
    folder_of_sounds(&sounds, 1);
    let daisy = fs::read_dir(flowers().join("daisy")).unwrap().next().unwrap().unwrap().path();
    fs::copy(&daisy, mixed.join("chords/daisy.jpg")).unwrap();
    let refused = complaint(&train(&mixed, &hears, &[]));
    assert!(refused.contains("holds 18 sounds and 1 pictures"), "{refused}");
    // A film among photos, as phones leave it, makes no folder of sounds of them.
    text(&train(&sounds, &hears, &["--epochs", "2"]));
    text(&kiln(&["train", path(&flowers()), "-o", path(&sees), "--epochs", "2"]));

    let ask = |model: &Path, file: &Path| {
        complaint(&kiln(&["classify", "--model", path(model), path(file)]))
    };
    let noise = sounds.join("noises/1.wav");
    assert!(ask(&sees, &noise).contains("this is a sound, where pictures are looked at"));
    assert!(ask(&hears, &daisy).contains("this is a picture, where sounds are heard"));
    let compared = kiln(&["compare", path(&sees), path(&hears), path(&sounds)]);
    assert!(complaint(&compared).contains("different classes"));

    let teachable = folder.path().join("teachable");
    let export = kiln(&["export", path(&hears), "--teachable-machine", path(&teachable)]);
    assert!(complaint(&export).contains("this model hears sounds, and looks at no pictures"));
    let publish = kiln(&["publish", path(&hears), "-o", path(&teachable)]);
    assert!(complaint(&publish).contains("this model hears sounds, and looks at no pictures"));
}

/// The recipe computes in floats where the network here has 8-bit activations; [`fixture`]'s answers are what
/// `make_answers.py` got of it.
#[test]
fn the_recipe_beside_an_onnx_file_hears_what_kiln_hears() {
    let folder = tempfile::tempdir().unwrap();
    let model = fixture("sound/model.safetensors");
    let answers = fs::read(fixture("sound/answers.json")).unwrap();
    let answers: serde_json::Value = serde_json::from_slice(&answers).unwrap();
    let onnx = folder.path().join("model.onnx");
    text(&kiln(&["export", path(&model), "--onnx", path(&onnx)]));
    let recipe = fs::read(folder.path().join("model.onnx.py")).unwrap();
    let sum = kiln_core::digest::sha256_hex(&recipe);
    assert_eq!(answers["recipeSha256"], sum.as_str(), "the answers are another recipe's");
    let sound = fixture("sound/sound.wav");
    let asked = kiln(&["classify", "--json", "--model", path(&model), path(&sound)]);
    let line = json_lines(&text(&asked)).remove(0);
    assert_eq!(line["clips"].as_array().unwrap().len(), 3);
    for kind in KINDS {
        let of_kiln =
            line["predictions"].as_array().unwrap().iter().find(|one| one["label"] == kind);
        let difference = of_kiln.unwrap()["probability"].as_f64().unwrap()
            - answers["probabilities"][kind].as_f64().unwrap();
        assert!(difference.abs() < TOLERANCE, "{kind}: {difference}");
    }
}

/// As for pictures: `of_0_1.rs`.
const TOLERANCE: f64 = 0.04;
