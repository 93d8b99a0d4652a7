//! The files that people hold since version 0.1 (tests/fixtures/of-0.1) open, and do what they did.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;
#[path = "common/of_0_1.rs"]
mod fixtures;
#[path = "common/receiver.rs"]
mod receiver;

use common::{complaint, fixture, json_lines, kiln, path, text};
use fixtures::{Model, Row, expected, interrupted_run, sha256, tensors};
use receiver::Receiver;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

/// Version 0.1 rounded inputs of the backbone's layers to 14 bits, later versions to 7: 0.026 was measured.
const PROBABILITY_TOLERANCE: f64 = 0.05;
/// The recipe computes in floats: 0.028 was measured, for a picture of 40 × 30 pixels.
const RECIPE_TOLERANCE: f64 = 0.05;
/// The same of the mean over 25 pictures: 0.0036 was measured.
const LOG_LOSS_TOLERANCE: f64 = 8e-3;
/// A weight after 500 epochs of Adam, recorded in a browser: native sums have another order.
const WEIGHT_TOLERANCE: f32 = 1e-3;

/// Goes on with a run from its checkpoint, to the weights it ends with. The only call into the core.
fn resumed(checkpoint: &[u8], rows: &[Row]) -> BTreeMap<String, Vec<f32>> {
    use kiln_core::{
        dataset::Subset,
        device,
        networks::efficientnet_lite0::TRANSFER,
        training::{RunState, TrainingData, TrainingRun},
    };
    let mut data = TrainingData::new(TRANSFER.input());
    for Row { features, label, part } in rows {
        let subset = match part.as_str() {
            "train" => Subset::Train,
            "validation" => Subset::Validation,
            _ => Subset::Test,
        };
        data.push_features(features, *label, subset).unwrap();
    }
    let mut run = TrainingRun::resume(checkpoint, data, &device::cpu()).unwrap();
    while pollster::block_on(run.step(100)).unwrap().state == RunState::Running {}
    let weights = pollster::block_on(run.weights()).unwrap();
    weights.0.into_iter().map(|(name, weight)| (name, weight.values.to_vec())).collect()
}

fn probabilities(line: &Value) -> BTreeMap<String, f64> {
    let of =
        |one: &Value| (one["label"].as_str().unwrap().into(), one["probability"].as_f64().unwrap());
    line["predictions"].as_array().unwrap().iter().map(of).collect()
}

fn check_predictions(model: &Model, file: &Path) {
    let name = &model.name;
    let pictures: Vec<String> = model
        .program
        .answers
        .iter()
        .map(|prediction| path(&fixture(&prediction.picture)).to_owned())
        .collect();
    let mut arguments = vec!["classify", "--json", "--top", "20", "--model", path(file)];
    arguments.extend(pictures.iter().map(String::as_str));
    let lines = json_lines(&text(&kiln(&arguments)));
    assert_eq!(lines.len(), model.program.answers.len(), "{name}");
    // A picture of none of the classes may lie so near the threshold that the rounding decides.
    let pairs = lines.iter().zip(&model.program.answers);
    let num_turned = pairs.filter(|(line, wanted)| line["is_unknown"] != wanted.is_unknown).count();
    assert!(num_turned <= 1, "{name}: {num_turned}");
    for (line, wanted) in lines.iter().zip(&model.program.answers) {
        let found = probabilities(line);
        assert!(found.keys().eq(wanted.probabilities.keys()), "{name}: {found:?}");
        for (label, probability) in &wanted.probabilities {
            let difference = (found[label] - probability).abs();
            assert!(difference < PROBABILITY_TOLERANCE, "{name}, {}: {found:?}", wanted.picture);
        }
    }
}

fn check_evaluation(model: &Model, file: &Path) {
    let (name, wanted) = (&model.name, &model.program.evaluation);
    let evaluated = kiln(&["evaluate", "--json", path(file), path(&fixture(&model.classes))]);
    let found = json_lines(&text(&evaluated)).remove(0);
    assert_eq!(found["count"], wanted.count, "{name}");
    // Shares of whole pictures: they are equal, or a picture is predicted otherwise.
    assert_eq!(found["accuracy"]["value"], wanted.accuracy, "{name}");
    let difference = (found["logLoss"].as_f64().unwrap() - wanted.log_loss).abs();
    assert!(difference < LOG_LOSS_TOLERANCE, "{name}: {found}");
}

#[test]
fn every_model_predicts_as_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let mut num_unknown = 0;
    for model in expected().models {
        let file = model.unpack_to(folder.path());
        check_predictions(&model, &file);
        check_evaluation(&model, &file);
        num_unknown +=
            model.program.answers.iter().filter(|prediction| prediction.is_unknown).count();
    }
    assert!(num_unknown > 0, "no threshold is looked at");
}

#[test]
fn models_become_what_they_became() {
    let folder = tempfile::tempdir().unwrap();
    let models = expected().models;
    let named = |name: &str| models.iter().find(|model| model.name == name).unwrap();
    let made = folder.path().join("made.safetensors");
    let of_file = |file: &Path| sha256(tensors(&fs::read(file).unwrap()).1);
    for (from, precision, to) in [
        ("transfer", "f16", "transfer-f16"),
        ("transfer", "int8", "transfer-int8"),
        ("transfer-self-contained", "int8", "transfer-self-contained-int8"),
        ("transfer-hidden-layer", "int8-per-tensor", "transfer-hidden-layer-int8-per-tensor"),
        ("reference-cnn", "int8", "reference-cnn-int8"),
        ("mlp", "int8", "mlp-int8"),
        ("recurrent", "int8", "recurrent-int8"),
    ] {
        let file = named(from).unpack_to(folder.path());
        text(&kiln(&["compress", path(&file), "-o", path(&made), "--precision", precision]));
        assert_eq!(of_file(&made), named(to).data_sha256, "{from} in {precision}");
    }
    for (from, to) in
        [("transfer", "transfer-self-contained"), ("fine-tune", "fine-tune-self-contained")]
    {
        let file = named(from).unpack_to(folder.path());
        text(&kiln(&["export", path(&file), "--self-contained", path(&made)]));
        assert_eq!(of_file(&made), named(to).data_sha256, "{from}, self-contained");
    }
}

#[test]
fn every_model_is_exported_and_published() {
    let folder = tempfile::tempdir().unwrap();
    for model in expected().models {
        let file = model.unpack_to(folder.path());
        let onnx = folder.path().join("model.onnx");
        text(&kiln(&["export", path(&file), "--onnx", path(&onnx)]));
        assert!(fs::read(&onnx).unwrap().len() > 1000, "{}", model.name);
        let site = folder.path().join(&model.name);
        text(&kiln(&["publish", path(&file), "-o", path(&site)]));
        let asked = path(&fixture(&model.program.answers[0].picture)).to_owned();
        let published = site.join("model.safetensors");
        let predicted = kiln(&["classify", "--json", "--model", path(&published), &asked]);
        let first = &json_lines(&text(&predicted))[0]["predictions"][0]["label"];
        let wanted = model.program.answers[0].probabilities.iter();
        let wanted = wanted.max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0;
        assert_eq!(first, wanted, "{}", model.name);
    }
}

#[test]
fn every_model_but_the_recurrent_becomes_teachable_machines_files() {
    let folder = tempfile::tempdir().unwrap();
    for model in expected().models {
        let file = model.unpack_to(folder.path());
        let made = folder.path().join(&model.name).join("new");
        let output = kiln(&["export", path(&file), "--teachable-machine", path(&made)]);
        if model.name.starts_with("recurrent") {
            let said = complaint(&output);
            assert!(said.contains("layers of TensorFlow.js cannot express"), "{said}");
            assert!(!made.exists());
            continue;
        }
        text(&output);
        let mut names: Vec<String> = fs::read_dir(&made)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["README.txt", "metadata.json", "model.json", "weights.bin"]);
        let metadata: Value =
            serde_json::from_slice(&fs::read(made.join("metadata.json")).unwrap()).unwrap();
        assert_eq!(metadata["labels"].as_array().unwrap().len(), model.num_classes());
        let stamp = metadata["timeStamp"].as_str().unwrap();
        assert_eq!((stamp.len(), &stamp[10..11], &stamp[23..]), (24, "T", "Z"), "{stamp}");
    }
}

#[test]
fn the_recipe_beside_an_onnx_file_gives_kilns_own_figures() {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Made {
        recipe_sha256: String,
        models: Vec<Asked>,
    }
    #[derive(Deserialize)]
    struct Asked {
        name: String,
        answers: Vec<Answer>,
    }
    #[derive(Deserialize)]
    struct Answer {
        picture: String,
        probabilities: BTreeMap<String, f64>,
    }
    let made: Made =
        serde_json::from_slice(&fs::read(fixture("recipe/answers.json")).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let models = expected().models;
    for Asked { name, answers } in made.models {
        let model = models.iter().find(|model| model.name == name).unwrap();
        let file = model.unpack_to(folder.path());
        let onnx = folder.path().join("model.onnx");
        text(&kiln(&["export", path(&file), "--onnx", path(&onnx)]));
        let recipe = fs::read(folder.path().join("model.onnx.py")).unwrap();
        assert_eq!(sha256(&recipe), made.recipe_sha256, "the answers are another recipe's");
        for Answer { picture, probabilities: wanted } in answers {
            let picture = fixture(&picture);
            let asked = kiln(&["classify", "--json", "--model", path(&file), path(&picture)]);
            let found = probabilities(&json_lines(&text(&asked))[0]);
            assert!(found.keys().eq(wanted.keys()), "{name}: {found:?}");
            for (label, probability) in &wanted {
                let difference = (found[label] - probability).abs();
                assert!(difference < RECIPE_TOLERANCE, "{name}, {picture:?}: {found:?}");
            }
        }
    }
}

#[test]
fn an_interrupted_run_goes_on_to_the_weights_it_would_have_had() {
    let (checkpoint, rows) = interrupted_run();
    let found = resumed(&checkpoint, &rows);
    let ended = fs::read(fixture("of-0.1/ended-run.safetensors")).unwrap();
    let (header, data) = tensors(&ended);
    assert_eq!(sha256(data), expected().browser.run.data_sha256);
    let names: Vec<&String> = header.keys().filter(|name| *name != "__metadata__").collect();
    assert!(found.keys().eq(names.iter().copied()), "{:?}", found.keys());
    for name in names {
        let [from, to] =
            [0, 1].map(|end| header[name]["data_offsets"][end].as_u64().unwrap() as usize);
        let wanted = data[from..to].as_chunks::<4>().0.iter().map(|word| f32::from_le_bytes(*word));
        let differences = wanted.zip(&found[name]).map(|(wanted, found)| (wanted - found).abs());
        let largest = differences.fold(0.0, f32::max);
        assert!(largest < WEIGHT_TOLERANCE, "{name} differs by {largest}");
    }
}

#[test]
fn the_receivers_file_is_gone_on_with_and_receipts_still_delete() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answers.jsonl");
    fs::copy(fixture("of-0.1/answers.jsonl"), &file).unwrap();
    let lines = || -> Vec<String> {
        let text = fs::read_to_string(&file).unwrap();
        // A line that is empty was deleted.
        text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
    };
    let before = lines();
    assert_eq!(before.len(), expected().readers.received);
    let storage = fs::read(fixture("of-0.1/reader-storage.json")).unwrap();
    let storage: BTreeMap<String, String> = serde_json::from_slice(&storage).unwrap();
    let receipts: Vec<Value> =
        serde_json::from_str(&storage["kiln.reader-answers.receipts"]).unwrap();
    assert_eq!(receipts.len(), before.len());
    let receiver = Receiver::start(&file, &[]);
    let [id, token] = ["id", "token"].map(|key| receipts[1][key].as_str().unwrap());
    assert_eq!(receiver.delete(id, "0".repeat(64).as_str()).status, 403);
    assert_eq!(receiver.delete(id, token).status, 204);
    let left: Vec<String> = before.iter().filter(|line| !line.contains(id)).cloned().collect();
    assert_eq!((left.len(), lines()), (before.len() - 1, left.clone()));

    // What a reader's browser still holds for it is taken.
    let waiting: Vec<Value> =
        serde_json::from_str(&storage["kiln.reader-answers.waiting"]).unwrap();
    let (id, _) = receiver.accepted(&waiting[0]["answer"]);
    let line: Value = serde_json::from_str(lines().last().unwrap()).unwrap();
    assert_eq!((lines().len(), &line["id"]), (before.len(), &json!(id)));
}
