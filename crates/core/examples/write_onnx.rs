//! Writes every kind of trained model as ONNX, next to what the core itself predicts:
//! `cargo run -p kiln-core --example write_onnx -- DIR`, then `node tests/onnx/verify.mjs DIR`.
//!
//! The weights are random: what is compared is arithmetic, not knowledge.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the check")]

use kiln_core::device::{self, DeviceKind};
use kiln_core::format::write;
use kiln_core::format::{BackboneRef, ModelCard, ModelFile, Precision, Weight, Weights};
use kiln_core::inference::{Backbone, Engine, Model};
use kiln_core::networks::NetworkSize;
use kiln_core::networks::{
    cnn::{BENCH_CNN, REFERENCE_CNN},
    efficientnet_lite0::{FINE_TUNE, TRANSFER},
    gru::GRU,
    mlp::MLP,
};
use kiln_core::publishing::to_onnx;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::{env, fs, path::Path};

/// Pictures per prediction: more than one, so that the batch is seen to be free.
const BATCH: usize = 2;

fn main() {
    let folder = env::args().nth(1).expect("the folder to write to");
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).unwrap();
    let assets = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/efficientnet-lite0");
    let backbone = fs::read(format!("{assets}/efficientnet-lite0.int8.safetensors")).unwrap();
    let backbone = ModelFile::parse(&backbone).unwrap();
    // In floats, as ONNX Runtime computes: the CPU's own kernels round activations to 7 bits.
    let engine = Engine::Burn(device::cpu(), DeviceKind::Cpu);
    let network = Backbone::load(backbone.clone(), engine.clone()).unwrap();
    let cases = [
        ("transfer", TRANSFER, 3, 0),
        ("transfer-hidden", TRANSFER, 5, 100),
        ("fine-tune", FINE_TUNE, 3, 0),
        ("fine-tune-hidden", FINE_TUNE, 4, 10),
        ("reference-cnn-2", REFERENCE_CNN, 2, 0),
        ("reference-cnn-4", REFERENCE_CNN, 4, 0),
        ("bench-cnn", BENCH_CNN, 10, 0),
        ("mlp-2", MLP, 2, 0),
        ("mlp-3", MLP, 3, 0),
        ("recurrent", GRU, 3, 0),
    ];
    for (seed, (name, architecture, num_classes, hidden_units)) in cases.into_iter().enumerate() {
        let mut rng = Pcg64Mcg::seed_from_u64(seed as u64);
        let mut uniform = |count: usize, limit: f32| -> Vec<f32> {
            (0..count).map(|_| rng.random_range(-limit..limit)).collect()
        };
        let mut weights = Weights::default();
        for spec in architecture.parameters(NetworkSize { num_classes, hidden_units }) {
            // Biases too are drawn, or an exchanged one would not be noticed.
            let limit = 1.5 / (spec.fans().0 as f32).sqrt();
            let values = uniform(spec.num_values(), limit);
            weights
                .0
                .insert(spec.name.to_owned(), Weight { shape: spec.shape, values: values.into() });
        }
        let input = architecture.input();
        let owner = input.layer().map(|_| {
            let (id, sha256) = (backbone.card.id.clone(), backbone.card.data_sha256.clone());
            BackboneRef { id, sha256, arithmetic: None }
        });
        let spec = input.picture_input().unwrap();
        let class_names = (0..num_classes).map(|index| format!("class {index}")).collect();
        let pixels = uniform(BATCH * spec.num_values(), 1.0);
        let shape = [BATCH, 3, spec.side, spec.side];
        let card = ModelCard::trained(architecture.id(), name, class_names, spec, owner);
        let onnx = to_onnx(&card, &weights, Some(&backbone)).unwrap();
        let bytes = write(card, &weights, Precision::F32).unwrap();
        let model = Model::load(&bytes, Some(&network), &engine).unwrap();
        let logits = pollster::block_on(model.logits(&pixels)).unwrap();
        let expected =
            serde_json::json!({ "shape": shape, "input": pixels, "logits": logits }).to_string();
        fs::write(folder.join(format!("{name}.onnx")), onnx).unwrap();
        fs::write(folder.join(format!("{name}.json")), expected).unwrap();
    }
}
