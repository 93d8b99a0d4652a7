//! Model files are untrusted input: every damage is refused with a sentence, none with a panic.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::shipped_model;
use kiln_core::{
    classification::{Classifier, Engine},
    model_file::{FloatType, ModelFile, write},
};

fn code_of(bytes: &[u8]) -> &'static str {
    Classifier::load(bytes, Engine::FusedCpu).err().unwrap().code()
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
    let load = |change: &dyn Fn(&mut kiln_core::model_file::ModelCard)| {
        let mut card = card.clone();
        change(&mut card);
        code_of(&write(card, &weights, FloatType::F16).unwrap())
    };
    assert_eq!(load(&|card| card.format_version = 99), "model.unsupported");
    assert_eq!(load(&|card| card.architecture = "resnet".into()), "model.unsupported");
    assert_eq!(load(&|card| card.input.side = 0), "model.damaged");
    assert_eq!(load(&|card| card.input.side = 128), "model.unsupported");
    assert_eq!(load(&|card| card.input.crop = f64::INFINITY), "model.damaged");
    assert_eq!(load(&|card| card.input.scale = 0.0), "model.damaged");
    assert_eq!(load(&|card| card.labels.clear()), "model.damaged");
    assert_eq!(load(&|card| card.num_classes = 7), "model.damaged");
}

#[test]
fn missing_and_infinite_weights_are_refused() {
    let ModelFile { card, weights } = ModelFile::parse(&shipped_model()).unwrap();
    let mut incomplete = weights.clone();
    incomplete.0.remove("blocks.7.project.bias");
    assert_eq!(
        code_of(&write(card.clone(), &incomplete, FloatType::F16).unwrap()),
        "model.damaged"
    );

    let mut infinite = weights;
    infinite.0.get_mut("head.bias").unwrap().values[0] = f32::NAN;
    assert_eq!(code_of(&write(card, &infinite, FloatType::F32).unwrap()), "model.damaged");
}

#[test]
fn writing_what_was_read_gives_the_same_bytes() {
    let bytes = shipped_model();
    let ModelFile { card, weights } = ModelFile::parse(&bytes).unwrap();
    assert_eq!(card.num_parameters, 4_631_000);
    assert_eq!(card.labels["zh-Hans"].len(), 1000);
    assert!(write(card, &weights, FloatType::F16).unwrap() == bytes);
}
