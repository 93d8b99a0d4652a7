//! Writes what the shipped network sees in a folder of photos as a fixture for the tests of training:
//! `cargo run -p kiln-core --example write_features -- FLOWERS tests/fixtures/training`.
//!
//! FLOWERS holds `train/<kind>/*.jpg` and `val/<kind>/*.jpg`. Only needed to change the choice.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the work")]

use half::f16;
use kiln_core::format::ModelFile;
use kiln_core::inference::{Backbone, Engine};
use kiln_core::networks::efficientnet_lite0::Layer;
use kiln_core::picture::decode;
use safetensors::{Dtype, tensor::TensorView};
use std::{env, fs, path::Path, path::PathBuf};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [flowers, folder] = arguments.as_slice() else {
        panic!("two folders are needed: the flowers', and the one to write to");
    };
    let assets = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/efficientnet-lite0");
    let model = fs::read(format!("{assets}/efficientnet-lite0.int8.safetensors")).unwrap();
    let network = Backbone::load(ModelFile::parse(&model).unwrap(), Engine::FusedCpu).unwrap();
    let mut tensors = Vec::new();
    for part in ["train", "val"] {
        let (mut features, mut labels) = (Vec::new(), Vec::new());
        for (label, kind) in entries(&Path::new(flowers).join(part)).iter().enumerate() {
            for file in entries(kind) {
                let picture = decode(&fs::read(&file).unwrap()).unwrap();
                let row = pollster::block_on(network.features(picture, Layer::Features)).unwrap();
                features.extend(row.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()));
                labels.push(label as u8);
            }
        }
        let values = features.len() / labels.len() / 2;
        tensors.push((
            format!("{part}.features"),
            Dtype::F16,
            vec![labels.len(), values],
            features,
        ));
        tensors.push((format!("{part}.labels"), Dtype::U8, vec![labels.len()], labels));
    }
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        (name, TensorView::new(*dtype, shape.clone(), bytes).unwrap())
    });
    let bytes = safetensors::serialize(views, None).unwrap();
    fs::write(Path::new(folder).join("flowers.safetensors"), bytes).unwrap();
}

/// The entries in the order of their names, so that the same folder gives the same file.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}
