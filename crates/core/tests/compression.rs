//! Smaller models predict as the large ones do, and damaged ones are refused.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{
    classifier, fixture, is_as_before, json, largest_difference, original_backbone, original_model,
    shipped_classifier, shipped_model,
};
use kiln_core::{
    device::{self, DeviceKind},
    format::{
        BackboneRef, ModelCard, ModelFile, Precision, Weight, Weights, read_weights, write,
        write_self_contained,
    },
    inference::{Backbone, Engine},
    networks::efficientnet_lite0::Layer,
    picture::{self, InputSpec},
    publishing::{compress, features_only, publish, publish_files, published_backbone},
};
use pollster::block_on;
use std::fs;

/// Every flower of the fixtures, ready for the network.
fn inputs() -> Vec<Vec<f32>> {
    let spec = InputSpec::efficientnet_lite0();
    let files = json("reference/flowers25_top1.json");
    let read = |file: &String| fs::read(fixture("pictures").join(file)).unwrap();
    let decode = |file| picture::decode(&read(file)).unwrap();
    let files = files.as_object().unwrap();
    files.keys().map(|file| picture::preprocess(decode(file), &spec).unwrap()).collect()
}

fn index_of_largest(values: &[f32]) -> usize {
    (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn the_shipped_network_is_the_original_in_8_bits_and_predicts_as_it() {
    let original = ModelFile::parse(&original_model()).unwrap();
    let made = compress(original, Precision::Int8).unwrap();
    assert!(is_as_before(&made, &shipped_model()), "to the byte");
    assert!(shipped_model().len() < 4_900_000, "{} bytes", shipped_model().len());
    let small = shipped_classifier(Engine::FusedCpu);
    assert_eq!(small.card().float_type, "f32+i8");
    // In floats, for the CPU's kernels make 8-bit weights of all.
    let whole = classifier(Engine::Burn(device::cpu(), DeviceKind::Cpu));
    let inputs = inputs();
    let mut num_same = 0;
    for input in &inputs {
        let [before, after] = [&whole, &small].map(|model| block_on(model.logits(input)).unwrap());
        num_same += usize::from(index_of_largest(&before) == index_of_largest(&after));
    }
    // Most of a thousand pictures of ImageNet (docs/performance.md); a flower that it has no name for may well change.
    assert!(num_same + 4 >= inputs.len(), "{num_same} of {}", inputs.len());
}

fn head(backbone: &ModelFile) -> Vec<u8> {
    let spec = InputSpec::efficientnet_lite0();
    let owner = BackboneRef {
        id: backbone.card.id.clone(),
        sha256: backbone.card.features_sha256().into(),
        arithmetic: None,
    };
    let names = vec!["rose".to_owned(), "tulip".to_owned()];
    let card = ModelCard::trained("transfer", "Flowers", names, spec, Some(owner));
    let array = |shape: Vec<usize>| {
        let length = shape.iter().product();
        Weight { shape, values: (0..length).map(|index| (index as f32).sin()).collect() }
    };
    let weights = [
        ("hidden.weight".to_owned(), array(vec![100, 1280])),
        ("hidden.bias".to_owned(), array(vec![100])),
        ("output.weight".to_owned(), array(vec![2, 100])),
        ("output.bias".to_owned(), array(vec![2])),
    ];
    write(card, &Weights(weights.into()), Precision::F32).unwrap()
}

#[test]
fn a_published_head_and_backbone_are_small_and_belong_together() {
    let backbone = ModelFile::parse(&shipped_model()).unwrap();
    let sha256 = backbone.card.features_sha256().to_owned();
    let (model, small) = publish(&head(&backbone), Some(&shipped_model())).unwrap();
    let small = small.unwrap();
    assert!(model.len() < 150_000, "{} bytes", model.len());
    assert!(small.len() < 3_600_000, "{} bytes", small.len());

    let model = ModelFile::parse(&model).unwrap();
    assert_eq!(model.card.backbone.unwrap().sha256, sha256);
    let small = Backbone::load(ModelFile::parse(&small).unwrap(), Engine::FusedCpu).unwrap();
    assert!(small.card().has_features_of(&sha256));
    assert_eq!(small.card().num_classes, 0);
    let whole = original_backbone(Engine::Burn(device::cpu(), DeviceKind::Cpu));
    for input in &inputs() {
        let [before, after] = [&whole, &small]
            .map(|network| block_on(network.layer(Layer::Features, input)).unwrap());
        // Half of it is the weights', half the activations'; 0.966 was measured.
        assert!(cosine(&before, &after) > 0.95, "{}", cosine(&before, &after));
    }
}

/// Heads trained before the network was shipped in 8 bits need not be trained again.
#[test]
fn heads_of_the_original_fit_the_shipped_network_and_the_other_way_round() {
    let [original, shipped] = [original_model(), shipped_model()];
    let [of_original, of_shipped] =
        [&original, &shipped].map(|bytes| head(&ModelFile::parse(bytes).unwrap()));
    assert!(of_original == of_shipped, "both name the original");
    for backbone in [&original, &shipped] {
        assert!(publish(&of_original, Some(backbone)).is_ok());
    }
}

#[test]
fn the_backbone_that_lies_in_the_repository_is_what_publishing_makes() {
    let shipped = ModelFile::parse(&shipped_model()).unwrap();
    let made = published_backbone(shipped).unwrap();
    let place = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/efficientnet-lite0/efficientnet-lite0.features.i8.safetensors"
    );
    assert!(
        is_as_before(&made, &fs::read(place).unwrap()),
        "{place}: make it anew with kiln publish"
    );
}

#[test]
fn a_self_contained_model_is_published_in_its_two_parts() {
    let backbone = ModelFile::parse(&shipped_model()).unwrap();
    let alone = ModelFile::parse(&head(&backbone)).unwrap();
    let whole = write_self_contained(alone.card.clone(), &alone.weights, &backbone).unwrap();
    let (model, small) = publish(&whole, None).unwrap();
    let (expected, _) = publish_files(alone, Some(backbone)).unwrap();
    let [model, expected] = [model, expected].map(|bytes| ModelFile::parse(&bytes).unwrap());
    assert_eq!(model.weights, expected.weights);
    let small = ModelFile::parse(&small.unwrap()).unwrap();
    assert!(small.card.has_features_of(&model.card.backbone.unwrap().sha256));
}

#[test]
fn a_head_is_not_published_with_a_backbone_that_is_not_its_own() {
    let mut other = ModelFile::parse(&original_model()).unwrap();
    other.card.data_sha256 = "0".repeat(64);
    let error = publish(&head(&other), Some(&shipped_model())).err().unwrap();
    assert_eq!(error.code(), "model.other-backbone");
    assert_eq!(publish(&head(&other), None).err().unwrap().code(), "model.unsupported");
}

#[test]
fn a_copy_says_where_it_comes_from_and_keeps_what_the_card_says() {
    let backbone = ModelFile::parse(&shipped_model()).unwrap();
    let mut original = ModelFile::parse(&head(&backbone)).unwrap();
    original.card.metrics = Some(serde_json::json!({ "count": 7 }));
    let sha256 = original.card.data_sha256.clone();
    let largest_step = |precision| {
        let small = ModelFile::parse(&compress(original.clone(), precision).unwrap()).unwrap();
        assert_eq!(small.card.derived_from.as_deref(), Some(sha256.as_str()));
        assert_eq!(
            (&small.card.metrics, &small.card.labels),
            (&original.card.metrics, &original.card.labels)
        );
        let again = compress(small.clone(), precision).unwrap();
        let again = ModelFile::parse(&again).unwrap();
        assert_eq!(again.weights, small.weights, "{precision:?} is not rounded twice");
        assert_eq!(again.card, small.card);
        let moved = |(name, weight): (&String, &Weight)| {
            largest_difference(&weight.values, &small.weights.0[name].values)
        };
        original.weights.0.iter().map(moved).fold(0.0, f32::max)
    };
    assert_eq!(largest_step(Precision::F32), 0.0);
    // Weights up to 1: half a unit in the last place of 11 bits, and half of 1/127.
    assert!(largest_step(Precision::F16) <= 0.5_f32.powi(12));
    assert!(largest_step(Precision::Int8) <= 0.5001 / 127.0);
}

/// One channel a thousand times larger than the other.
#[test]
fn one_scale_for_all_loses_the_small_channels_and_is_no_smaller() {
    let backbone = ModelFile::parse(&shipped_model()).unwrap();
    let mut uneven = ModelFile::parse(&head(&backbone)).unwrap();
    let hidden = uneven.weights.0.get_mut("hidden.weight").unwrap();
    for value in &mut hidden.values[..1280] {
        *value *= 1000.0;
    }
    let expected = hidden.values[1280..2560].to_vec();
    let [per_channel, per_tensor] = [Precision::Int8, Precision::Int8PerTensor].map(|precision| {
        let bytes = compress(uneven.clone(), precision).unwrap();
        let file = ModelFile::parse(&bytes).unwrap();
        let row = file.weights.0["hidden.weight"].values[1280..2560].to_vec();
        (bytes.len(), row, file.card.float_type)
    });
    assert!(cosine(&per_channel.1, &expected) > 0.9999);
    assert!(per_tensor.1.iter().all(|value| *value == 0.0), "nothing is left of it");
    assert!(per_channel.0.abs_diff(per_tensor.0) < 100);
    assert_eq!((per_channel.2.as_str(), per_tensor.2.as_str()), ("f32+i8", "f32+i8-per-tensor"));
}

/// A site's backbone may be made from the original or from the shipped network.
#[test]
fn the_features_of_an_8_bit_network_are_made_of_the_same_integers() {
    let whole = ModelFile::parse(&original_model()).unwrap();
    let small = ModelFile::parse(&shipped_model()).unwrap();
    let of_small = ModelFile::parse(&published_backbone(small.clone()).unwrap()).unwrap();
    assert_eq!(of_small.weights, features_only(small).unwrap().weights);
    let of_whole = ModelFile::parse(&published_backbone(whole).unwrap()).unwrap();
    assert_eq!(of_whole.weights, of_small.weights);
    assert_eq!(of_whole.card.derived_from, of_small.card.derived_from);
}

#[test]
fn integers_without_fitting_scales_are_refused() {
    let ModelFile { card, weights } =
        ModelFile::parse(&head(&ModelFile::parse(&shipped_model()).unwrap())).unwrap();
    let whole = write(card, &weights, Precision::Int8).unwrap();
    assert!(ModelFile::parse(&whole).is_ok());
    // The same length, so that only the name of the array of scales changes. The weights alone: a file's header has
    // a checksum.
    assert!(read_weights(&whole).is_ok());
    let text = b"hidden.weight::scale";
    let place = whole.windows(text.len()).position(|window| window == text).unwrap();
    let mut renamed = whole;
    renamed[place..place + text.len()].copy_from_slice(b"hidden.weight::other");
    assert_eq!(read_weights(&renamed).err().unwrap().code(), "model.damaged");
}
