//! The refusals of the ONNX writer. That its files compute what the core computes is checked in a
//! runtime: `examples/write_onnx.rs` and `tests/onnx/verify.mjs`.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{parameters, shipped_model};
use kiln_core::{
    format::{BackboneRef, ModelCard, ModelFile, Weight, Weights, onnx::Model as Onnx},
    networks::Architecture,
    networks::{
        cnn::REFERENCE_CNN,
        efficientnet_lite0::{FINE_TUNE, TRANSFER},
        gru::GRU,
        mlp::MLP,
    },
    picture::InputSpec,
    publishing::{ONNX_RECIPE, to_onnx},
};
use prost::Message;
use serde_json::{Value, json};

fn model(architecture: Architecture) -> (ModelCard, Weights) {
    let specs = parameters(architecture, 3, 0).into_iter().map(|spec| {
        let values = vec![0.25; spec.num_values()];
        (spec.name.to_owned(), Weight { shape: spec.shape, values: values.into() })
    });
    let input = architecture.input().picture_input().unwrap();
    let names = ["a", "b", "c"].map(str::to_owned).to_vec();
    let card = ModelCard::trained(architecture.id(), "Test", names, input, None);
    (card, Weights(specs.collect()))
}

fn code_of(card: &ModelCard, weights: &Weights, backbone: Option<&ModelFile>) -> &'static str {
    to_onnx(card, weights, backbone).err().map_or("none", |error| error.code())
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    let (card, weights) = model(GRU);
    let first = to_onnx(&card, &weights, None).unwrap();
    assert!(first == to_onnx(&card, &weights, None).unwrap());
}

/// What the recipe says of pictures is in `tests/fixtures/recipe`, and the command line's tests compare it.
#[test]
fn a_file_has_what_its_recipe_reads() {
    let (card, weights) = model(MLP);
    let file = Onnx::decode(&to_onnx(&card, &weights, None).unwrap()[..]).unwrap();
    let text = |key: &str| -> Value {
        assert!(ONNX_RECIPE.contains(&format!("texts[\"{key}\"]")), "{key} is not asked for");
        let property = file.metadata_props.iter().find(|property| property.key == key).unwrap();
        serde_json::from_str(&property.value).unwrap()
    };
    assert_eq!(text("kiln.labels"), json!(["a", "b", "c"]));
    let spec = text("kiln.preprocessing");
    for key in ["crop", "side", "mean", "scale"] {
        assert!(
            ONNX_RECIPE.contains(&format!("spec[\"{key}\"]")) && spec[key].is_number(),
            "{key}"
        );
    }
    let graph = file.graph.unwrap();
    assert_eq!(graph.input[0].name, "input");
    assert!(graph.output.iter().any(|output| output.name == "probabilities"));
}

#[test]
fn wrong_weights_are_refused() {
    for architecture in [REFERENCE_CNN, MLP, GRU] {
        let (card, weights) = model(architecture);
        assert_eq!(code_of(&card, &weights, None), "none");
        for name in weights.0.keys() {
            let mut other = weights.clone();
            other.0.get_mut(name).unwrap().shape.push(1);
            assert_eq!(code_of(&card, &other, None), "model.damaged", "{name} of another shape");
            other.0.remove(name);
            assert_eq!(code_of(&card, &other, None), "model.damaged", "without {name}");
        }
        let other = ModelCard { num_classes: 4, ..card.clone() };
        assert_eq!(code_of(&other, &weights, None), "model.damaged");
        let input = Some(InputSpec { side: 64, ..card.picture_input().unwrap().clone() });
        assert_eq!(code_of(&ModelCard { input, ..card }, &weights, None), "model.unsupported");
    }
}

#[test]
fn a_head_is_written_with_its_own_backbone_only() {
    for architecture in [TRANSFER, FINE_TUNE] {
        check_backbones_of(architecture);
    }
}

fn check_backbones_of(architecture: Architecture) {
    let backbone = ModelFile::parse(&shipped_model()).unwrap();
    let (mut card, weights) = model(architecture);
    assert_eq!(code_of(&card, &weights, Some(&backbone)), "model.unsupported", "nobody's");

    let (id, sha256) = (backbone.card.id.clone(), backbone.card.data_sha256.clone());
    card.backbone = Some(BackboneRef { id, sha256, arithmetic: None });
    assert_eq!(code_of(&card, &weights, Some(&backbone)), "none");
    assert_eq!(code_of(&card, &weights, None), "model.unsupported", "alone");

    let mut incomplete = backbone.clone();
    incomplete.weights.0.remove("blocks.3.expand.bias");
    assert_eq!(code_of(&card, &weights, Some(&incomplete)), "model.damaged");
    let mut other = backbone;
    other.card.data_sha256 = "0".repeat(64);
    assert_eq!(code_of(&card, &weights, Some(&other)), "model.other-backbone", "another's");
}
