//! Model files, those of version 0.1 among them, which have no checksum of their header.

use crate::alter::{Chance, alter};
use crate::round::{Outcome, Round, turn};
use kiln_core::{
    digest::sha256_hex,
    format::{BackboneRef, ModelCard, ModelFile, Precision, Weight, Weights, write},
    inference::{Backbone, Engine, Model},
    networks::{Architecture, InputKind, NetworkSize},
};
use std::{fs, path::Path};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");
const BACKBONE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors"
);

#[test]
fn altered_models_are_loaded_or_refused() {
    let _turn = turn();
    let shipped = ModelFile::parse(&fs::read(BACKBONE).unwrap()).unwrap();
    let owner = BackboneRef {
        id: shipped.card.id.clone(),
        sha256: shipped.card.features_sha256().to_owned(),
        arithmetic: None,
    };
    let input = shipped.card.input.clone();
    let backbone = Backbone::load(shipped, Engine::FusedCpu).unwrap();
    let model = |id: &str, hidden_units: usize, precision: Precision| {
        let architecture = Architecture::from_id(id).unwrap();
        let (input, owner) = match architecture.input() {
            InputKind::Backbone(_) => (input.clone(), Some(owner.clone())),
            kind => (kind.picture_input(), None),
        };
        let size = NetworkSize { num_classes: 3, hidden_units };
        let arrays = architecture.parameters(size).into_iter().map(|spec| {
            let values = (0..spec.num_values()).map(|i| (i % 13) as f32 / 26.0 - 0.2).collect();
            (spec.name.to_owned(), Weight { shape: spec.shape, values })
        });
        let names = ["daisy", "rose", "杯"].map(str::to_owned).to_vec();
        let card = match architecture.input() {
            InputKind::Grams(grams) => ModelCard::of_texts(id, "Faults", names, grams),
            _ => ModelCard::trained(id, "Faults", names, input, owner),
        };
        write(card, &Weights(arrays.collect()), precision).unwrap()
    };
    let seeds = [
        model("transfer", 0, Precision::F32),
        model("transfer", 4, Precision::Int8),
        model("mlp", 0, Precision::Int8),
        model("reference-cnn", 0, Precision::F16),
        model("character-grams", 0, Precision::Int8),
        fs::read(Path::new(FIXTURES).join("of-0.1/ended-run.safetensors")).unwrap(),
    ];
    Round {
        kind: "model",
        seeds: &seeds,
        codes: &["model."],
        most_memory: &|file| 24 * file.len() + (64 << 20),
        mend: &|file, chance| mend_sums(file, &seeds, chance),
        read: &|file| match ModelFile::parse(file) {
            Err(error) => Outcome::Refused(error.code()),
            Ok(parsed) => {
                check_written_again(&parsed);
                use_it(parsed, &backbone)
            }
        },
    }
    .run();
}

/// What has been read is written, and read as the same.
fn check_written_again(parsed: &ModelFile) {
    let precision = Precision::of_file(&parsed.card);
    let written = match write(parsed.card.clone(), &parsed.weights, precision) {
        Ok(written) => written,
        // Values of 16 bits and of 32 may stand in one file; all of them as 16 bits may be too much.
        Err(error) => return assert_eq!(error.code(), "model.unsupported"),
    };
    let again = ModelFile::parse(&written).unwrap();
    assert_eq!(again.card.labels, parsed.card.labels);
    assert_eq!(again.card.input, parsed.card.input);
    assert_eq!(again.card.text, parsed.card.text);
    assert_eq!(again.weights.num_values(), parsed.weights.num_values());
    let small = write(parsed.card.clone(), &parsed.weights, Precision::Int8).unwrap();
    ModelFile::parse(&small).unwrap();
}

fn use_it(parsed: ModelFile, backbone: &Backbone) -> Outcome {
    let num_classes = parsed.card.num_classes;
    let model = match Model::from_file(parsed, Some(backbone), &Engine::FusedCpu) {
        Ok(model) => model,
        Err(error) => return Outcome::Refused(error.code()),
    };
    let answer = match (model.input(), model.layer()) {
        (Err(_), _) => pollster::block_on(model.predict_text("杯 and a rose")).map(|p| p.logits),
        (Ok(_), Some(layer)) => {
            pollster::block_on(model.logits_of_rows(&vec![0.25; layer.num_values()]))
        }
        (Ok(input), None) => {
            pollster::block_on(model.logits_of_rows(&vec![0.25; input.num_values()]))
        }
    };
    match answer {
        Ok(logits) => {
            assert_eq!(logits.len(), num_classes);
            assert_eq!(model.card().class_names().len(), num_classes);
            Outcome::Taken
        }
        Err(error) => Outcome::Refused(error.code()),
    }
}

/// Most files get a card without a checksum of the header, and one of the data that fits: of the others nothing is read
/// but the sums. Where the header is no JSON any more, another file's card is altered.
fn mend_sums(file: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut Chance) {
    if chance.is_once_in(4) {
        return;
    }
    let header = |file: &[u8]| {
        let end = header_end(file)?;
        Some((end, serde_json::from_slice::<serde_json::Value>(&file[8..end]).ok()?))
    };
    if header(file).is_none() {
        file.clone_from(chance.one_of(seeds));
    }
    let Some((end, mut header)) = header(file) else {
        return;
    };
    let card = header["__metadata__"]["kiln.card"].as_str();
    let card = card.and_then(|card| serde_json::from_str::<serde_json::Value>(card).ok());
    let Some(serde_json::Value::Object(mut card)) = card else {
        return;
    };
    card.remove("headerSha256");
    card.remove("hasHeaderSha256");
    card.insert("dataSha256".into(), sha256_hex(&file[end..]).into());
    let mut card = serde_json::to_vec(&card).unwrap();
    if chance.is_once_in(2) {
        let part = 0..card.len();
        alter(&mut card, part, b"[{\"a\":1e9}]", chance);
    }
    header["__metadata__"]["kiln.card"] = String::from_utf8_lossy(&card).into_owned().into();
    let header = serde_json::to_vec(&header).unwrap();
    let data = file.split_off(end);
    *file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header);
    file.extend(data);
}

/// Where the header ends, if it ends in the file.
fn header_end(file: &[u8]) -> Option<usize> {
    let length = u64::from_le_bytes(*file.first_chunk()?);
    let end = usize::try_from(length).ok()?.checked_add(8)?;
    (end <= file.len()).then_some(end)
}
