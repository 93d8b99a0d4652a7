//! The registry of networks: sizes as they are published, ids that lead back, settings that exist.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::parameters;
use kiln_core::networks::{
    Architecture, NetworkSize, TrainingSettings,
    cnn::{BENCH_CNN, REFERENCE_CNN},
    efficientnet_lite0::{FINE_TUNE, NUM_UNFROZEN, TRANSFER},
    gru::GRU,
    mlp::MLP,
};
use std::collections::BTreeSet;

#[test]
fn the_numbers_of_parameters_are_the_published_ones() {
    let count = |architecture: Architecture, num_classes, hidden_units| {
        architecture.num_parameters(NetworkSize { num_classes, hidden_units })
    };
    assert_eq!(count(REFERENCE_CNN, 2, 0), 166_977);
    assert_eq!(count(BENCH_CNN, 10, 0), 282_250);
    assert_eq!(count(TRANSFER, 3, 100), 128_100 + 303);
    assert_eq!(count(TRANSFER, 3, 0), 3843);
    assert_eq!(count(FINE_TUNE, 3, 0), 1_013_696 + 3843);
    // Units of the hidden layer are chosen for heads alone.
    for architecture in [REFERENCE_CNN, MLP, GRU] {
        assert_eq!(count(architecture, 3, 100), count(architecture, 3, 0), "{architecture:?}");
    }
}

#[test]
fn ids_lead_back_and_no_two_are_the_same() {
    let all: Vec<Architecture> = Architecture::all().collect();
    let ids: BTreeSet<&str> = all.iter().map(|architecture| architecture.id()).collect();
    assert_eq!(ids.len(), all.len(), "{ids:?}");
    for architecture in &all {
        assert_eq!(Architecture::from_id(architecture.id()).unwrap(), *architecture);
        let json = serde_json::to_string(architecture).unwrap();
        assert_eq!(json, format!("\"{}\"", architecture.id()));
        assert_eq!(serde_json::from_str::<Architecture>(&json).unwrap(), *architecture);
    }
    let offered: Vec<&str> =
        Architecture::offered().map(|architecture| architecture.id()).collect();
    assert_eq!(offered, ["transfer", "fine-tune", "reference-cnn", "mlp", "recurrent"]);
    assert_eq!(Architecture::from_id("transformer").unwrap_err().code(), "model.unsupported");
    assert!(serde_json::from_str::<Architecture>("\"transformer\"").is_err());
}

#[test]
fn defaults_are_within_their_ranges_and_own_settings_exist() {
    let ranges = TrainingSettings::ranges();
    for architecture in Architecture::all() {
        architecture.defaults().validate().unwrap();
        for name in architecture.own_settings() {
            assert!(ranges.contains_key(name), "{architecture:?} has a setting {name}");
        }
    }
}

#[test]
fn what_is_frozen_comes_first_and_the_rest_is_the_networks_head() {
    let phase = FINE_TUNE.frozen_phase().unwrap();
    assert_eq!((phase.num_frozen, phase.rest.id()), (NUM_UNFROZEN, TRANSFER.id()));
    for hidden_units in [0, 12] {
        let whole = parameters(FINE_TUNE, 4, hidden_units);
        assert_eq!(whole[phase.num_frozen..], parameters(TRANSFER, 4, hidden_units));
    }
    assert!(TRANSFER.frozen_phase().is_none());
}
