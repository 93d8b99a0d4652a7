//! The quality of models on real pictures that they have not seen.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{fixture, shipped_backbone, shipped_model};
use half::f16;
use kiln_core::networks::InputKind;
use kiln_core::{
    dataset::Subset,
    device,
    format::ModelFile,
    networks::Architecture,
    networks::{
        cnn::REFERENCE_CNN,
        efficientnet_lite0::{FINE_TUNE, TRANSFER},
    },
    picture::{RgbaPicture, crop_and_resize, decode},
    training::{RunState, TrainingData, TrainingRun, TrainingSettings},
};
use pollster::block_on;
use safetensors::SafeTensors;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Trains with the defaults to the end.
///
/// # Returns
/// The accuracy on the validation pictures, 0 to 1.
fn accuracy(architecture: Architecture, num_classes: usize, data: TrainingData, seed: u64) -> f32 {
    let settings = TrainingSettings { seed, ..architecture.defaults() };
    let device = device::cpu();
    let backbone = ModelFile::parse(&shipped_model()).unwrap().weights;
    let mut run =
        TrainingRun::start_on(&backbone, architecture, num_classes, data, settings, &device)
            .unwrap();
    while block_on(run.step(usize::MAX)).unwrap().state == RunState::Running {}
    run.history().last().unwrap().validation_accuracy.unwrap()
}

/// The features of the shipped network.
const SHIPPED: &str = "training/flowers.safetensors";
/// The features of the network that was shipped before, in 16 bits.
const ORIGINAL: &str = "training/flowers-original.safetensors";

/// 5 kinds of flowers: 150 to train, 100 to validate (`examples/write_features.rs`).
fn flowers(train: &str, validation: &str) -> TrainingData {
    let mut data = TrainingData::new(TRANSFER.input());
    for (file, name, part) in
        [(train, "train", Subset::Train), (validation, "val", Subset::Validation)]
    {
        let bytes = fs::read(fixture(file)).unwrap();
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        let features = tensors.tensor(&format!("{name}.features")).unwrap();
        let values = features.data().as_chunks::<2>().0;
        let labels = tensors.tensor(&format!("{name}.labels")).unwrap();
        for (row, label) in values.chunks_exact(features.shape()[1]).zip(labels.data()) {
            let row: Vec<f32> =
                row.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect();
            data.push_features(&row, usize::from(*label), part).unwrap();
        }
    }
    data
}

/// 1000 cats against 1000 rainbows and 1000 trains; every fifth is for validation.
fn doodles() -> TrainingData {
    let sheet = image::open(fixture("training/doodles.png")).unwrap();
    let InputKind::Pixels(input) = REFERENCE_CNN.input() else {
        unreachable!("a network over pixels");
    };
    let mut data = TrainingData::new(REFERENCE_CNN.input());
    for index in 0..3000 {
        let drawing = sheet.crop_imm(index % 50 * 28, index / 50 * 28, 28, 28).to_rgba8();
        let picture = RgbaPicture::new(28, 28, drawing.into_raw()).unwrap();
        let part = if index % 5 == 4 { Subset::Validation } else { Subset::Train };
        let rgb = crop_and_resize(picture, &input).unwrap();
        data.push_picture(&rgb, usize::from(index >= 1000), part).unwrap();
    }
    data
}

/// scikit-learn's logistic regression on the same features reaches 0.87 at C = 0.1 and 0.90 at C = 1.
#[test]
fn a_head_tells_five_flowers_apart() {
    assert!(mean_accuracy(&flowers(SHIPPED, SHIPPED)) >= 0.88);
}

/// Models that people trained before the network was shipped in 8 bits go on predicting as well.
#[test]
fn a_head_of_the_original_features_is_as_good_over_those_of_the_shipped_network() {
    let before = mean_accuracy(&flowers(ORIGINAL, ORIGINAL));
    let now = mean_accuracy(&flowers(ORIGINAL, SHIPPED));
    // The share of 100 pictures; two are less than chance makes of a second sample.
    assert!(now >= before - 0.02, "{before} {now}");
    assert!(now >= 0.88, "{now}");
}

/// Over five seeds.
fn mean_accuracy(data: &TrainingData) -> f32 {
    let accuracies: Vec<f32> =
        (0..5).map(|seed| accuracy(TRANSFER, 5, data.clone(), seed)).collect();
    let mean = accuracies.iter().sum::<f32>() / 5.0;
    println!("{accuracies:?}: {mean}");
    mean
}

#[test]
fn the_reference_cnn_tells_cats_from_other_drawings() {
    let accuracy = accuracy(REFERENCE_CNN, 2, doodles(), 0);
    println!("{accuracy}");
    assert!(accuracy >= 0.95, "{accuracy}");
}

/// The repository's photos of flowers, as the backbone gives them: of each kind three to learn from and
/// two to be evaluated on.
fn photos(architecture: Architecture) -> TrainingData {
    let backbone = shipped_backbone();
    let mut data = TrainingData::new(architecture.input());
    for (label, kind) in entries(&fixture("pictures/flowers25")).iter().enumerate() {
        for (index, file) in entries(kind).iter().enumerate() {
            let picture = decode(&fs::read(file).unwrap()).unwrap();
            let layer = architecture.input().layer().unwrap();
            let row = block_on(backbone.features(picture, layer));
            let part = if index < 3 { Subset::Train } else { Subset::Validation };
            data.push_features(&row.unwrap(), label, part).unwrap();
        }
    }
    data
}

/// The entries, in the order of their names.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// Ten photos measure coarsely. What 250 say stands in docs/performance.md.
#[test]
fn fine_tuning_forgets_nothing_that_transfer_knows() {
    let mean = |architecture: Architecture| {
        let data = photos(architecture);
        let of = |seed| accuracy(architecture, 5, data.clone(), seed);
        (0..3).map(of).sum::<f32>() / 3.0
    };
    let (tuned, transferred) = (mean(FINE_TUNE), mean(TRANSFER));
    println!("fine-tuned {tuned}, transferred {transferred}");
    // Chance would have 0.2 right; one photo more or less is 0.1.
    assert!(tuned >= 0.6 && tuned >= transferred - 0.1, "{tuned} where transfer has {transferred}");
}
