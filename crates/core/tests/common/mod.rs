//! Fixtures that several tests read.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses a part; a missing fixture should stop it"
)]

use kiln_core::format::{ModelFile, Weight, Weights};
use kiln_core::inference::{Backbone, Engine, Model};
use kiln_core::networks::{Architecture, NetworkSize, ParameterSpec};
use kiln_core::training::TrainingRun;
use pollster::block_on;
use safetensors::SafeTensors;
use std::{fs, path::PathBuf};

fn asset(name: &str) -> Vec<u8> {
    let assets = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/efficientnet-lite0");
    fs::read(format!("{assets}/{name}")).unwrap()
}

/// The model that the page ships: 8-bit integers.
pub fn shipped_model() -> Vec<u8> {
    asset("efficientnet-lite0.int8.safetensors")
}

/// The network that the shipped one was made from: 16-bit floats, close enough to PyTorch's weights to compare.
pub fn original_model() -> Vec<u8> {
    asset("efficientnet-lite0.f16.safetensors")
}

/// Everything behind a model file's header.
pub fn data_of(file: &[u8]) -> &[u8] {
    let header_length = u64::from_le_bytes(*file.first_chunk().unwrap()) as usize;
    &file[8 + header_length..]
}

/// Whether `made` is what `before` is, but for the checksum of its header: the networks in the repository are of before
/// there was one.
pub fn is_as_before(made: &[u8], before: &[u8]) -> bool {
    let mut card = ModelFile::parse(made).unwrap().card;
    assert!(card.header_sha256.take().is_some() && std::mem::take(&mut card.has_header_sha256));
    card == ModelFile::parse(before).unwrap().card && data_of(made) == data_of(before)
}

/// The original, for comparisons with PyTorch.
pub fn classifier(engine: Engine) -> Model {
    Model::load(&original_model(), None, &engine).unwrap()
}

/// The original as a network for features, for comparisons with PyTorch.
pub fn original_backbone(engine: Engine) -> Backbone {
    Backbone::load(ModelFile::parse(&original_model()).unwrap(), engine).unwrap()
}

/// The network for features that the page ships.
pub fn shipped_backbone() -> Backbone {
    Backbone::load(ModelFile::parse(&shipped_model()).unwrap(), Engine::FusedCpu).unwrap()
}

/// The parameters of a network of this size.
pub fn parameters(
    architecture: Architecture,
    num_classes: usize,
    hidden_units: usize,
) -> Vec<ParameterSpec> {
    architecture.parameters(NetworkSize { num_classes, hidden_units })
}

/// The one that the page ships.
pub fn shipped_classifier(engine: Engine) -> Model {
    Model::load(&shipped_model(), None, &engine).unwrap()
}

/// A path below `tests/fixtures` at the top of the repository.
pub fn fixture(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures")).join(path)
}

pub fn json(path: &str) -> serde_json::Value {
    serde_json::from_slice(&fs::read(fixture(path)).unwrap()).unwrap()
}

/// PyTorch's results for the reference pictures (`tests/fixtures/reference/make_reference.py`).
pub struct Reference {
    /// File names below `tests/fixtures/pictures`.
    pub files: Vec<String>,
    /// `[n][224 × 224 × 3]`, rows of RGB.
    pub inputs: Vec<Vec<u8>>,
    /// `[n][1000]`
    pub logits: Vec<Vec<f32>>,
    /// `[n][1280]`
    pub pooled: Vec<Vec<f32>>,
    /// `[n][1000]`: ONNX Runtime's, with the shipped 8-bit weights (`make_int8_reference.mjs`).
    pub int8_logits: Vec<Vec<f32>>,
}

pub fn reference() -> Reference {
    let bytes = fs::read(fixture("reference/lite0.safetensors")).unwrap();
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let files = metadata.metadata().as_ref().unwrap()["files"].clone();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let int8_bytes = fs::read(fixture("reference/lite0_int8.safetensors")).unwrap();
    let int8 = SafeTensors::deserialize(&int8_bytes).unwrap();
    let floats = |tensors: &SafeTensors, name: &str, length: usize| -> Vec<Vec<f32>> {
        let data = tensors.tensor(name).unwrap().data();
        let values: Vec<f32> =
            data.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        values.chunks_exact(length).map(<[f32]>::to_vec).collect()
    };
    let inputs = tensors.tensor("input_u8_nhwc").unwrap().data();
    Reference {
        files: serde_json::from_str(&files).unwrap(),
        inputs: inputs.chunks_exact(224 * 224 * 3).map(<[u8]>::to_vec).collect(),
        logits: floats(&tensors, "logits", 1000),
        pooled: floats(&tensors, "pooled", 1280),
        int8_logits: floats(&int8, "logits", 1000),
    }
}

pub fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

pub fn index_of_largest(values: &[f32]) -> usize {
    let largest = values.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    largest.unwrap().0
}

/// `waves` of the scripts in `tests/fixtures`: amplitude · sin(1.7 i + 0.3 (i² mod 1000) + number), i counted from 0.
pub fn waves(number: usize, count: usize, amplitude: f64) -> Vec<f32> {
    let angle = |i: usize| 1.7 * i as f64 + 0.3 * ((i * i) % 1000) as f64 + number as f64;
    (0..count).map(|i| (amplitude * f64::sin(angle(i))) as f32).collect()
}

/// Weights that those scripts begin with: each array is made of [`waves`] with its number and an amplitude.
pub fn weights_of_waves(
    architecture: Architecture,
    num_classes: usize,
    amplitudes: &[f64],
) -> Weights {
    let specs = parameters(architecture, num_classes, 0);
    assert_eq!(specs.len(), amplitudes.len());
    let weights =
        specs.into_iter().zip(amplitudes).enumerate().map(|(number, (spec, amplitude))| {
            let values = waves(number, spec.num_values(), *amplitude).into();
            (spec.name.to_owned(), Weight { shape: spec.shape, values })
        });
    Weights(weights.collect())
}

/// Steps the run once for each loss that PyTorch has written to `record`, and compares. The tolerance is a step's,
/// counted from 0.
pub fn check_losses(run: &mut TrainingRun, record: &str, tolerance: impl Fn(usize) -> f64) {
    let record = json(record);
    let losses = record["losses"].as_array().unwrap();
    assert!(!losses.is_empty());
    for (step, expected) in losses.iter().enumerate() {
        let loss = f64::from(block_on(run.step(1)).unwrap().loss.unwrap());
        let error = (loss - expected.as_f64().unwrap()).abs();
        assert!(error < tolerance(step), "step {step}: {loss} for {expected}");
    }
}
