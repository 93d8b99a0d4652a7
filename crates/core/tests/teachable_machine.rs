//! Teachable Machine's own files of a model. That other programs open them, and compute what the core computes, is
//! checked in a browser: `tests/browser/teachable-machine.spec.ts`.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{original_model, parameters, shipped_model};
use kiln_core::{
    error::Detail,
    format::{BackboneRef, ModelCard, ModelFile, Weight, Weights, quantise},
    networks::{
        Architecture, cnn::REFERENCE_CNN, efficientnet_lite0::FINE_TUNE,
        efficientnet_lite0::TRANSFER, gru::GRU, mlp::MLP,
    },
    publishing::{TeachableMachineFiles, to_teachable_machine},
};
use serde_json::{Value, json};

const TIME: &str = "2026-01-31T12:00:00.000Z";

fn backbone() -> ModelFile {
    ModelFile::parse(&shipped_model()).unwrap()
}

/// Three classes, and weights that count upwards.
fn model(architecture: Architecture, hidden_units: usize) -> (ModelCard, Weights) {
    let specs = parameters(architecture, 3, hidden_units).into_iter().map(|spec| {
        let values: Vec<f32> = (0..spec.num_values()).map(|index| index as f32).collect();
        (spec.name.to_owned(), Weight { shape: spec.shape, values: values.into() })
    });
    let weights = Weights(specs.collect());
    let input = architecture.input();
    let owner = input.layer().map(|_| {
        let card = backbone().card;
        BackboneRef { id: card.id, sha256: card.data_sha256, arithmetic: None }
    });
    let input = input.picture_input().unwrap();
    let names = ["daisy", "roses", "郁金香"].map(str::to_owned).to_vec();
    (ModelCard::trained(architecture.id(), "Flowers", names, input, owner), weights)
}

fn files(architecture: Architecture, hidden_units: usize) -> TeachableMachineFiles {
    let (card, weights) = model(architecture, hidden_units);
    to_teachable_machine(&card, &weights, Some(&backbone()), TIME).unwrap()
}

/// The arrays of `weights.bin` as floats, by name and with their shapes, as TensorFlow.js reads them.
fn arrays(files: &TeachableMachineFiles) -> Vec<(String, Vec<usize>, Vec<f32>)> {
    let model: Value = serde_json::from_str(&files.model).unwrap();
    let mut rest = &files.weights[..];
    let read = |entry: &Value| {
        let shape: Vec<usize> = serde_json::from_value(entry["shape"].clone()).unwrap();
        let length: usize = shape.iter().product();
        let values = match entry.get("quantization") {
            None => {
                let (bytes, behind) = rest.split_at(4 * length);
                rest = behind;
                bytes.as_chunks::<4>().0.iter().map(|word| f32::from_le_bytes(*word)).collect()
            }
            Some(range) => {
                assert_eq!(range["dtype"], "uint8");
                let (bytes, behind) = rest.split_at(length);
                rest = behind;
                let [min, scale] = ["min", "scale"].map(|key| range[key].as_f64().unwrap() as f32);
                bytes.iter().map(|byte| f32::from(*byte) * scale + min).collect()
            }
        };
        (entry["name"].as_str().unwrap().to_owned(), shape, values)
    };
    let manifest = &model["weightsManifest"][0];
    assert_eq!(manifest["paths"], json!(["weights.bin"]));
    let arrays = manifest["weights"].as_array().unwrap().iter().map(read).collect();
    assert!(rest.is_empty(), "bytes that no array is made of");
    arrays
}

fn layers(files: &TeachableMachineFiles) -> Vec<Value> {
    let model: Value = serde_json::from_str(&files.model).unwrap();
    model["modelTopology"]["config"]["layers"].as_array().unwrap().clone()
}

#[test]
fn every_array_belongs_to_a_layer_and_every_layer_reads_earlier_ones() {
    for (architecture, hidden_units) in
        [(TRANSFER, 0), (TRANSFER, 7), (FINE_TUNE, 0), (REFERENCE_CNN, 0), (MLP, 0)]
    {
        let files = files(architecture, hidden_units);
        let layers = layers(&files);
        let mut known: Vec<&str> = Vec::new();
        for layer in &layers {
            let name = layer["name"].as_str().unwrap();
            assert!(!known.contains(&name), "{name} is there twice");
            for node in layer["inbound_nodes"].as_array().unwrap() {
                for input in node.as_array().unwrap() {
                    assert!(known.contains(&input[0].as_str().unwrap()), "{name} reads {input}");
                }
            }
            known.push(name);
        }
        for (name, ..) in arrays(&files) {
            let (layer, _) = name.split_once('/').unwrap();
            assert!(known.contains(&layer), "{name}");
        }
        let last = layers.last().unwrap();
        assert_eq!(last["config"]["activation"], "softmax", "{architecture:?}");
        assert_eq!(last["config"]["units"], 3);
        let again = self::files(architecture, hidden_units);
        assert!(again.model == files.model && again.weights == files.weights);
    }
}

#[test]
fn the_backbone_keeps_its_integers() {
    let files = files(TRANSFER, 0);
    // Four and a half million weights in a byte each, the head in four.
    assert!(files.weights.len() < 3_900_000, "{}", files.weights.len());
    let arrays = arrays(&files);
    let array = |name: &str| {
        let (_, shape, values) = arrays.iter().find(|(known, ..)| known == name).unwrap();
        (shape.clone(), values.clone())
    };
    let (shape, codes) = array("backbone_blocks_3_depthwise/depthwise_kernel");
    let (_, factors) = array("backbone_blocks_3_depthwise_scale/gamma");
    let original = &backbone().weights.0["blocks.3.depthwise.weight"];
    assert_eq!((shape, &original.shape[..]), (vec![5, 5, 144, 1], &[144, 1, 5, 5][..]));
    for channel in 0..144 {
        for tap in 0..25 {
            let written = codes[tap * 144 + channel] * factors[channel];
            // Both are the integer times the scale: 128 is a power of two.
            assert_eq!(written, original.values[channel * 25 + tap]);
        }
    }
}

#[test]
fn floats_stay_floats_and_a_smaller_copy_becomes_integers() {
    let (card, mut weights) = model(FINE_TUNE, 0);
    let backbone = backbone();
    let size = |weights: &Weights| {
        to_teachable_machine(&card, weights, Some(&backbone), TIME).unwrap().weights.len()
    };
    let whole = size(&weights);
    for weight in weights.0.values_mut().filter(|weight| weight.shape.len() == 4) {
        weight.values = quantise(&weight.values, weight.shape[0]).into();
    }
    // A million weights of the last block and the convolution behind it.
    assert!(whole - size(&weights) > 2_900_000, "{whole}, then {}", size(&weights));

    let original = ModelFile::parse(&original_model()).unwrap();
    let (mut card, weights) = model(TRANSFER, 0);
    card.backbone.as_mut().unwrap().sha256.clone_from(&original.card.data_sha256);
    let files = to_teachable_machine(&card, &weights, Some(&original), TIME).unwrap();
    assert!(files.weights.len() > 13_000_000);
    // Two arrays of one value each: the mean and the variance of the normalisation.
    assert_eq!(files.model.matches("uint8").count(), 2);
}

#[test]
fn the_metadata_say_what_other_programs_ask_for_and_what_they_are_not_told() {
    let (mut card, weights) = model(TRANSFER, 0);
    let metadata = |card: &ModelCard, weights: &Weights| -> Value {
        let files = to_teachable_machine(card, weights, Some(&backbone()), TIME).unwrap();
        serde_json::from_str(&files.metadata).unwrap()
    };
    let plain = metadata(&card, &weights);
    assert_eq!(plain["labels"], json!(["daisy", "roses", "郁金香"]));
    assert_eq!((&plain["imageSize"], &plain["grayscale"]), (&json!(224), &json!(false)));
    assert_eq!((&plain["timeStamp"], &plain["modelName"]), (&json!(TIME), &json!("Flowers")));
    assert_eq!(plain["userMetadata"]["kiln"]["noneOfThese"], Value::Null);
    card.unknown = Some(json!({ "threshold": 1.0 }));
    let kiln = metadata(&card, &weights)["userMetadata"]["kiln"].clone();
    assert!(kiln["noneOfThese"].as_str().unwrap().contains("cannot express"));
    assert!(files(MLP, 0).readme.contains("None of these"));
}

#[test]
fn a_network_that_layers_cannot_express_is_refused_and_no_other() {
    for architecture in Architecture::all().filter(|network| !network.reads_texts()) {
        let (card, weights) = model(architecture, 0);
        let made = to_teachable_machine(&card, &weights, Some(&backbone()), TIME);
        assert_eq!(made.is_ok(), architecture.has_keras_form(), "{architecture:?}");
        if let Err(error) = made {
            assert_eq!((error.code(), architecture), ("export.unsupported", GRU));
            let network = Detail::Text("recurrent".to_owned());
            assert_eq!(error.detail()["architecture"], network);
        }
    }
}

#[test]
fn wrong_weights_and_backbones_are_refused() {
    let code = |card: &ModelCard, weights: &Weights, backbone: Option<&ModelFile>| {
        let made = to_teachable_machine(card, weights, backbone, TIME);
        made.err().map_or("none", |error| error.code())
    };
    for architecture in [REFERENCE_CNN, MLP, TRANSFER] {
        let (card, weights) = model(architecture, 0);
        for name in weights.0.keys() {
            let mut other = weights.clone();
            other.0.remove(name);
            assert_eq!(code(&card, &other, Some(&backbone())), "model.damaged", "without {name}");
        }
        let other = ModelCard { num_classes: 4, ..card };
        assert_eq!(code(&other, &weights, Some(&backbone())), "model.damaged");
    }
    let (card, weights) = model(TRANSFER, 0);
    assert_eq!(code(&card, &weights, None), "model.unsupported");
    let mut incomplete = backbone();
    incomplete.weights.0.remove("blocks.3.expand.bias");
    assert_eq!(code(&card, &weights, Some(&incomplete)), "model.damaged");
    let mut other = backbone();
    other.card.data_sha256 = "0".repeat(64);
    assert_eq!(code(&card, &weights, Some(&other)), "model.other-backbone");
}
