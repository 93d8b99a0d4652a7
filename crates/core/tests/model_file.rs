//! Model files are untrusted input: every damage is refused with a sentence, none with a panic.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{is_as_before, original_model, shipped_model};
use kiln_core::{
    format::{
        BackboneRef, ModelCard, ModelFile, Precision, Weight, Weights, read_weights, write,
        write_self_contained,
    },
    inference::{Backbone, Engine, Model},
    networks::efficientnet_lite0::Layer,
    networks::mlp::MLP,
    picture::InputSpec,
};
use proptest::prelude::*;

fn code_of(bytes: &[u8]) -> &'static str {
    Model::load(bytes, None, &Engine::FusedCpu).err().unwrap().code()
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let whole = shipped_model();
    for length in [0, 1, 7, 8, 9, 1000, whole.len() / 2, whole.len() - 1] {
        assert_eq!(code_of(&whole[..length]), "model.damaged", "cut at {length}");
    }
}

#[test]
fn one_flipped_bit_is_noticed() {
    let mut bytes = shipped_model();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    assert_eq!(code_of(&bytes), "model.damaged");
}

#[test]
fn a_header_that_lies_about_sizes_is_refused_before_anything_is_allocated() {
    let mut bytes = shipped_model();
    bytes[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    assert_eq!(code_of(&bytes), "model.damaged");

    let lie =
        br#"{"stem.weight":{"dtype":"F32","shape":[4294967295,4294967295],"data_offsets":[0,4]}}"#;
    let mut bytes = (lie.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(lie);
    bytes.extend_from_slice(&[0; 4]);
    assert_eq!(code_of(&bytes), "model.damaged");
}

#[test]
fn a_safetensors_file_of_another_kind_is_told_apart() {
    let header = b"{}";
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header);
    assert_eq!(code_of(&bytes), "model.unsupported");
}

#[test]
fn cards_that_cannot_be_are_refused() {
    let ModelFile { card, weights } = ModelFile::parse(&shipped_model()).unwrap();
    let load = |change: &dyn Fn(&mut ModelCard)| {
        let mut card = card.clone();
        change(&mut card);
        code_of(&write(card, &weights, Precision::F16).unwrap())
    };
    assert_eq!(load(&|card| card.format_version = 99), "model.unsupported");
    assert_eq!(load(&|card| card.architecture = "resnet".into()), "model.unsupported");
    assert_eq!(load(&|card| card.input.as_mut().unwrap().side = 0), "model.damaged");
    assert_eq!(load(&|card| card.input.as_mut().unwrap().side = 128), "model.unsupported");
    assert_eq!(load(&|card| card.input.as_mut().unwrap().crop = f64::INFINITY), "model.damaged");
    assert_eq!(load(&|card| card.input.as_mut().unwrap().scale = 0.0), "model.damaged");
    assert_eq!(load(&|card| card.labels.clear()), "model.damaged");
    assert_eq!(load(&|card| card.num_classes = 7), "model.damaged");
}

#[test]
fn missing_and_infinite_weights_are_refused() {
    let ModelFile { card, weights } = ModelFile::parse(&shipped_model()).unwrap();
    let mut incomplete = weights.clone();
    incomplete.0.remove("blocks.7.project.bias");
    assert_eq!(
        code_of(&write(card.clone(), &incomplete, Precision::F16).unwrap()),
        "model.damaged"
    );

    let mut infinite = weights;
    infinite.0.get_mut("head.bias").unwrap().values[0] = f32::NAN;
    for float_type in [Precision::F32, Precision::F16, Precision::Int8] {
        let refused = write(card.clone(), &infinite, float_type).unwrap_err();
        assert_eq!(refused.code(), "model.unsupported", "{float_type:?}");
    }
    let error = read_weights(&raw_file("F32", &[1], &f32::NAN.to_le_bytes())).unwrap_err();
    assert_eq!(error.code(), "model.damaged");
    assert!(error.to_string().contains("not finite"), "{error}");
}

/// A safetensors file of one array, without a card.
fn raw_file(dtype: &str, shape: &[usize], data: &[u8]) -> Vec<u8> {
    let header = format!(
        r#"{{"stem.weight":{{"dtype":"{dtype}","shape":{shape:?},"data_offsets":[0,{}]}}}}"#,
        data.len()
    );
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(data);
    bytes
}

#[test]
fn more_values_than_any_model_has_are_refused_before_they_are_expanded() {
    let num_values = (24 << 20) + 1;
    let error = read_weights(&raw_file("I8", &[1, num_values], &vec![0; num_values])).unwrap_err();
    assert_eq!(error.code(), "model.damaged");
    assert!(error.to_string().contains("25165825 values"), "{error}");
}

#[test]
fn an_array_that_is_called_as_scales_are_is_not_written() {
    let ModelFile { card, mut weights } = ModelFile::parse(&shipped_model()).unwrap();
    let scales = Weight { shape: vec![1], values: vec![1.0].into() };
    weights.0.insert("head.weight::scale".to_owned(), scales);
    let error = write(card, &weights, Precision::Int8).unwrap_err();
    assert_eq!(error.code(), "model.unsupported");
}

#[test]
fn writing_what_was_read_gives_the_same_bytes() {
    for (bytes, float_type) in
        [(original_model(), Precision::F16), (shipped_model(), Precision::Int8)]
    {
        let ModelFile { card, weights } = ModelFile::parse(&bytes).unwrap();
        assert_eq!(card.num_parameters, 4_631_000);
        assert_eq!(card.labels["zh-Hans"].len(), 1000);
        // They are of before the header had a checksum.
        assert_eq!(card.header_sha256, None);
        let written = write(card, &weights, float_type).unwrap();
        assert!(is_as_before(&written, &bytes));
        let again = ModelFile::parse(&written).unwrap();
        assert!(write(again.card, &weights, float_type).unwrap() == written);
    }
}

#[test]
fn a_flipped_bit_anywhere_in_a_model_is_found() {
    let mut bytes = small_model(names(&["cup", "leaf"]), "x");
    assert!(ModelFile::parse(&bytes).is_ok());
    for at in 0..bytes.len() {
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            let code = ModelFile::parse(&bytes).err().map(|error| error.code());
            let is_refused = matches!(code, Some("model.damaged" | "model.unsupported"));
            assert!(is_refused, "byte {at}, bit {bit}: {code:?}");
            bytes[at] ^= 1 << bit;
        }
    }
}

/// Models with nothing but the backbone's header are told apart by it, before the arrays are there.
#[test]
fn a_header_alone_is_held_against_its_checksum() {
    let mut bytes = small_model(names(&["cup", "leaf"]), "x");
    assert!(!ModelFile::reads_backbone(&bytes).unwrap());
    let name = b"Small";
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
    bytes[at] = b's';
    assert_eq!(ModelFile::reads_backbone(&bytes).unwrap_err().code(), "model.damaged");
}

#[test]
fn one_class_is_refused() {
    let parsed = ModelFile::parse(&small_model(names(&["cup"]), "x"));
    assert_eq!(parsed.unwrap_err().code(), "model.unsupported");
}

/// Integers expand to four times their bytes, which are copied for the device: nothing of that for a head that no
/// settings make.
#[test]
fn a_hidden_layer_beyond_the_settings_is_refused_before_it_is_expanded() {
    let shipped = ModelFile::parse(&shipped_model()).unwrap();
    let backbone = BackboneRef {
        id: shipped.card.id.clone(),
        sha256: shipped.card.features_sha256().into(),
        arithmetic: None,
    };
    let load = |hidden_units: usize| {
        let arrays = [
            ("hidden.weight", vec![hidden_units, 1280]),
            ("hidden.bias", vec![hidden_units]),
            ("output.weight", vec![2, hidden_units]),
            ("output.bias", vec![2]),
        ];
        let weights = arrays.map(|(name, shape)| {
            let values = vec![0.0; shape.iter().product()].into();
            (name.to_owned(), Weight { shape, values })
        });
        let input = InputSpec::efficientnet_lite0();
        let classes = names(&["cup", "leaf"]);
        let card = ModelCard::trained("transfer", "Wide", classes, input, Some(backbone.clone()));
        let bytes = write(card, &Weights(weights.into()), Precision::Int8).unwrap();
        let network = Backbone::load(shipped.clone(), Engine::FusedCpu).unwrap();
        Model::load(&bytes, Some(&network), &Engine::FusedCpu).err().map(|error| error.code())
    };
    assert_eq!(load(1024), None);
    assert_eq!(load(1025), Some("model.unsupported"));
}

#[test]
fn the_largest_numbers_are_read_back_in_every_precision_that_takes_them() {
    let input = MLP.input().picture_input();
    let card = ModelCard::trained("mlp", "Extreme", names(&["cup", "leaf"]), input, None);
    let values = vec![f32::MAX, -f32::MAX, 1e38, f32::MIN_POSITIVE / 2.0].into();
    let weights = Weights([("x".to_owned(), Weight { shape: vec![2, 2], values })].into());
    for precision in [Precision::F32, Precision::Int8, Precision::Int8PerTensor] {
        let bytes = write(card.clone(), &weights, precision).unwrap();
        let file = ModelFile::parse(&bytes).unwrap();
        let largest = file.weights.0["x"].values[0];
        assert!(largest.is_finite() && largest > f32::MAX * 0.99, "{precision:?}: {largest}");
    }
}

/// A small file with everything a trained model's has: card, half a dozen values.
fn small_model(class_names: Vec<String>, tensor: &str) -> Vec<u8> {
    let input = MLP.input().picture_input();
    let card = ModelCard::trained("mlp", "Small", class_names, input, None);
    let weight = Weight { shape: vec![2, 3], values: vec![0.5, -1.0, 2.0, 0.0, 3.5, -0.25].into() };
    write(card, &Weights([(tensor.to_owned(), weight)].into()), Precision::F32).unwrap()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn claims_beyond_the_limits_are_refused() {
    let code = |bytes: &[u8]| ModelFile::parse(bytes).err().map(|error| error.code());
    assert_eq!(code(&small_model(names(&["cup", "杯"]), "x")), None);
    let damaged = Some("model.damaged");
    assert_eq!(code(&small_model(names(&["cup", &"杯".repeat(501)]), "x")), damaged);
    assert_eq!(code(&small_model(vec!["cup".to_owned(); 10_001], "x")), damaged);
    assert_eq!(code(&small_model(names(&["cup", "杯"]), &"x".repeat(201))), damaged);

    // A header of 17 MiB that is there in full, and is JSON.
    let mut long = ((17_u64 << 20) + 2).to_le_bytes().to_vec();
    long.extend_from_slice(b"{}");
    long.resize(long.len() + (17 << 20), b' ');
    assert_eq!(code(&long), damaged);

    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    let mut bytes = (deep.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(deep.as_bytes());
    assert_eq!(code(&bytes), damaged);
}

/// A browser computes the checksum faster; what it says counts as what is computed here.
#[test]
fn a_checksum_from_elsewhere_counts() {
    let bytes = shipped_model();
    let file = ModelFile::parse(&bytes).unwrap();
    let parsed = ModelFile::parse_digested(&bytes, Some(&file.card.data_sha256)).unwrap();
    assert_eq!(parsed.weights, file.weights);
    let other = "0".repeat(64);
    let error = ModelFile::parse_digested(&bytes, Some(&other)).unwrap_err();
    assert!(matches!(error, kiln_core::Error::ModelDamaged { .. }), "{error}");
}

#[test]
fn a_head_takes_its_backbone_along() {
    let shipped = ModelFile::parse(&shipped_model()).unwrap();
    let head = [("output.weight", vec![2, 1280]), ("output.bias", vec![2])];
    let weights: Weights = Weights(
        head.into_iter()
            .map(|(name, shape)| {
                let values = (0..shape.iter().product()).map(|i| i as f32 / 3000.0).collect();
                (name.to_owned(), Weight { shape, values })
            })
            .collect(),
    );
    let owner = BackboneRef {
        id: shipped.card.id.clone(),
        sha256: shipped.card.features_sha256().into(),
        arithmetic: None,
    };
    let card = |backbone| {
        let input = InputSpec::efficientnet_lite0();
        ModelCard::trained("transfer", "Head", names(&["cup", "leaf"]), input, backbone)
    };
    let bytes = write_self_contained(card(Some(owner.clone())), &weights, &shipped).unwrap();
    // The backbone keeps its 8 bits.
    assert!(bytes.len() < 3_600_000, "{}", bytes.len());
    let file = ModelFile::parse(&bytes).unwrap();
    assert_eq!(file.card.float_type, "f32+i8");
    for (name, weight) in &weights.0 {
        assert_eq!(file.weights.0[name], *weight);
    }
    let input: Vec<f32> = (0..3 * 224 * 224).map(|i| (i % 255) as f32 / 127.5 - 1.0).collect();
    let features = |file: ModelFile| {
        let network = Backbone::load(file, Engine::FusedCpu).unwrap();
        pollster::block_on(network.layer(Layer::Features, &input)).unwrap()
    };
    let included = file.included_backbone().unwrap();
    assert_eq!(included.card.data_sha256, owner.sha256);
    assert!(features(included.clone()) == features(shipped.clone()));

    // What it was read from can be written again, and nothing but its own backbone.
    assert!(write_self_contained(file.card.clone(), &weights, &included).unwrap() == bytes);
    let foreign = BackboneRef { sha256: "0".repeat(64), ..owner };
    for (backbone, code) in [(None, "model.unsupported"), (Some(foreign), "model.other-backbone")] {
        let refused = write_self_contained(card(backbone), &weights, &shipped);
        assert_eq!(refused.unwrap_err().code(), code);
    }
    let mut incomplete = file;
    incomplete.weights.0.remove("backbone.head.bias");
    let backbone = incomplete.included_backbone().unwrap();
    let refused = Backbone::load(backbone, Engine::FusedCpu).err().unwrap();
    assert_eq!(refused.code(), "model.damaged");
}

proptest! {
    #[test]
    fn no_length_but_the_whole_is_accepted(share in 0.0..1.0_f64) {
        let whole = small_model(names(&["cup", "leaf"]), "x");
        let length = (share * whole.len() as f64) as usize;
        prop_assert!(ModelFile::parse(&whole[..length]).is_err());
    }

    #[test]
    fn a_changed_byte_is_found(share in 0.0..1.0_f64, change in 1..=255_u8) {
        let mut bytes = small_model(names(&["cup", "leaf"]), "x");
        let place = (share * bytes.len() as f64) as usize;
        bytes[place] ^= change;
        let error = ModelFile::parse(&bytes).unwrap_err();
        prop_assert!(error.code().starts_with("model."));
    }
}
