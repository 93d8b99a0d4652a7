//! Training runs: repeatable, resumable, PyTorch's losses, and errors with a name.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use burn::tensor::{Tensor, TensorData, activation::sigmoid};
use common::{check_losses, parameters, weights_of_waves};
use kiln_core::{
    Error,
    dataset::Subset,
    device,
    format::Weight,
    networks::{cnn::REFERENCE_CNN, efficientnet_lite0::TRANSFER, mlp::MLP},
    training::{Augmentation, RunState, TrainingData, TrainingRun, TrainingSettings},
};
use pollster::block_on;
use safetensors::SafeTensors;
use std::collections::BTreeSet;

const PIXELS: usize = 3 * 32 * 32;

/// Values from −1 to 1 that look random and are the same everywhere.
fn noise(index: usize) -> f32 {
    let mixed = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)) % 2001) as f32 / 1000.0 - 1.0
}

/// Every fourth picture is for validation.
fn part(index: usize) -> Subset {
    if index % 4 == 3 { Subset::Validation } else { Subset::Train }
}

fn features(count: usize) -> TrainingData {
    let mut data = TrainingData::new(TRANSFER.input());
    for index in 0..count {
        let label = index % 3;
        let shift = |i: usize| if i % 3 == label { 0.2 } else { 0.0 };
        let row: Vec<f32> = (0..1280).map(|i| noise(index * 1280 + i) + shift(i)).collect();
        data.push_features(&row, label, part(index)).unwrap();
    }
    data
}

fn pictures(count: usize) -> TrainingData {
    let mut data = TrainingData::new(REFERENCE_CNN.input());
    for index in 0..count {
        let label = index % 2;
        let value = |i: usize| (noise(index * PIXELS + i) * 60.0) as i32 + 90 + 60 * label as i32;
        let rgb: Vec<u8> = (0..PIXELS).map(|i| value(i) as u8).collect();
        data.push_picture(&rgb, label, part(index)).unwrap();
    }
    data
}

fn transfer_settings() -> TrainingSettings {
    TrainingSettings {
        epochs: 4,
        batch_size: 7,
        hidden_units: 8,
        dropout: 0.3,
        seed: 5,
        ..TRANSFER.defaults()
    }
}

fn start(data: TrainingData, settings: TrainingSettings) -> TrainingRun {
    TrainingRun::start(TRANSFER, 3, data, settings, &device::cpu()).unwrap()
}

/// Steps until `epochs` have ended or the run has.
fn train_to(run: &mut TrainingRun, epochs: usize) -> RunState {
    loop {
        let state = block_on(run.step(3)).unwrap().state;
        if state != RunState::Running || run.history().len() == epochs {
            return state;
        }
    }
}

/// The weights' bits, so that equal means equal.
fn bits(run: &TrainingRun) -> Vec<(String, Vec<u32>)> {
    let weights = block_on(run.weights()).unwrap();
    let of = |weight: Weight| weight.values.iter().map(|value| value.to_bits()).collect();
    weights.0.into_iter().map(|(name, weight)| (name, of(weight))).collect()
}

fn check_resume(mut run: TrainingRun, data: TrainingData) {
    train_to(&mut run, 2);
    let checkpoint = block_on(run.checkpoint()).unwrap();
    assert_eq!(train_to(&mut run, 4), RunState::Finished);
    let mut resumed = TrainingRun::resume(&checkpoint, data, &device::cpu()).unwrap();
    assert_eq!(resumed.history().len(), 2);
    assert_eq!(train_to(&mut resumed, 4), RunState::Finished);
    assert_eq!(resumed.history(), run.history());
    assert_eq!(bits(&resumed), bits(&run));
}

#[test]
fn a_resumed_run_ends_with_the_bits_of_the_uninterrupted_one() {
    check_resume(start(features(30), transfer_settings()), features(30));
    let settings = TrainingSettings {
        epochs: 4,
        batch_size: 4,
        dropout: 0.2,
        augmentation: Augmentation {
            flip: true,
            crop: 0.2,
            rotate: 10.0,
            brightness: 0.2,
            variants: 0,
        },
        ..REFERENCE_CNN.defaults()
    };
    let architecture = REFERENCE_CNN;
    let run = TrainingRun::start(architecture, 2, pictures(12), settings, &device::cpu());
    check_resume(run.unwrap(), pictures(12));
}

#[test]
fn the_seed_decides() {
    let weights_of = |seed| {
        let mut run = start(features(30), TrainingSettings { seed, ..transfer_settings() });
        train_to(&mut run, 4);
        bits(&run)
    };
    assert_eq!(weights_of(5), weights_of(5));
    assert_ne!(weights_of(5), weights_of(6));
}

#[test]
fn early_stopping_keeps_the_best_weights() {
    // Fewer pictures than features, learnt by heart: the validation loss soon rises.
    let settings = TrainingSettings {
        epochs: 200,
        learning_rate: 0.01,
        early_stopping: Some(3),
        ..transfer_settings()
    };
    let mut run = start(features(24), settings.clone());
    assert_eq!(train_to(&mut run, 200), RunState::StoppedEarly);
    let best = run.history().iter().rposition(|epoch| epoch.is_best).unwrap();
    assert_eq!(run.history().len(), best + 1 + 3);
    let mut until_best = start(features(24), settings);
    train_to(&mut until_best, best + 1);
    assert_eq!(bits(&run), bits(&until_best));
}

#[test]
fn an_exploding_loss_is_a_state() {
    let settings = TrainingSettings { learning_rate: 1.0, ..transfer_settings() };
    let mut data = TrainingData::new(TRANSFER.input());
    for index in 0..30 {
        let row: Vec<f32> = (0..1280).map(|i| 1e20 * noise(index * 1280 + i)).collect();
        data.push_features(&row, index % 3, part(index)).unwrap();
    }
    assert_eq!(train_to(&mut start(data, settings), 4), RunState::Diverged);
}

#[test]
fn what_cannot_be_trained_has_a_name() {
    let code = |num_classes, data, settings| {
        let cpu = device::cpu();
        let run = TrainingRun::start(TRANSFER, num_classes, data, settings, &cpu);
        run.err().unwrap().code()
    };
    assert_eq!(code(1, features(9), transfer_settings()), "dataset.too-few-classes");
    assert_eq!(code(4, features(9), transfer_settings()), "dataset.empty-class");
    assert_eq!(code(2, features(9), transfer_settings()), "training.data");
    assert_eq!(code(2, pictures(9), transfer_settings()), "training.data");
    for settings in [
        TrainingSettings { epochs: 0, ..transfer_settings() },
        TrainingSettings { learning_rate: f64::NAN, ..transfer_settings() },
        TrainingSettings { dropout: 1.0, ..transfer_settings() },
        TrainingSettings { batch_size: 257, ..transfer_settings() },
    ] {
        assert_eq!(code(3, features(9), settings), "setting.invalid");
    }
}

#[test]
fn damaged_checkpoints_and_other_pictures_are_refused() {
    let mut run = start(features(12), TrainingSettings { hidden_units: 0, ..transfer_settings() });
    train_to(&mut run, 1);
    let checkpoint = block_on(run.checkpoint()).unwrap();
    let resume = |bytes: &[u8], data| TrainingRun::resume(bytes, data, &device::cpu()).err();
    for length in (0..checkpoint.len()).step_by(97) {
        let error = resume(&checkpoint[..length], features(12));
        assert!(matches!(error, Some(Error::CheckpointDamaged { .. })), "{length}: {error:?}");
    }
    assert!(matches!(resume(&checkpoint, features(15)), Some(Error::CheckpointMismatch)));
    assert!(resume(&checkpoint, features(12)).is_none());
}

#[test]
fn a_flipped_bit_anywhere_in_a_checkpoint_is_found() {
    let mut run = start(features(12), TrainingSettings { hidden_units: 0, ..transfer_settings() });
    train_to(&mut run, 1);
    let whole = block_on(run.checkpoint()).unwrap();
    assert_eq!(block_on(run.checkpoint()).unwrap(), whole);
    let data = features(12);
    let resume = |bytes: &[u8]| TrainingRun::resume(bytes, data.clone(), &device::cpu());
    let mut goes_on = resume(&whole).unwrap();
    assert_eq!(bits(&goes_on), bits(&run));
    train_to(&mut goes_on, 4);
    train_to(&mut run, 4);
    assert_eq!(bits(&goes_on), bits(&run));

    let mut altered = whole.clone();
    let mut check = |at: usize, bit: u8| {
        altered[at] ^= bit;
        let error = resume(&altered).err();
        assert!(matches!(error, Some(Error::CheckpointDamaged { .. })), "{at}, {bit}: {error:?}");
        altered[at] ^= bit;
    };
    // The length of the header, the card with its checksum, and what the header says of the arrays.
    let header_length = u64::from_le_bytes(*whole.first_chunk().unwrap()) as usize;
    let data_start = 8 + header_length;
    for at in 0..data_start {
        check(at, 1 << (at % 8));
    }
    let file = SafeTensors::deserialize(&whole).unwrap();
    let mut groups = BTreeSet::new();
    for (name, array) in file.iter() {
        groups.insert(name.split('.').next().unwrap());
        let begin = array.data().as_ptr() as usize - whole.as_ptr() as usize;
        let end = begin + array.data().len();
        assert!(data_start <= begin && begin < end && end <= whole.len());
        for at in [begin, usize::midpoint(begin, end), end - 1] {
            (0..8).for_each(|bit| check(at, 1 << bit));
        }
    }
    assert_eq!(groups, BTreeSet::from(["best", "first_moment", "model", "second_moment"]));
}

#[test]
fn a_checkpoint_with_a_checksum_does_not_pass_for_one_of_before_there_were_any() {
    let mut run = start(features(12), TrainingSettings { hidden_units: 0, ..transfer_settings() });
    train_to(&mut run, 1);
    let mut bytes = block_on(run.checkpoint()).unwrap();
    let version = br#"\"formatVersion\":2"#;
    let at = bytes.windows(version.len()).position(|window| window == version).unwrap();
    bytes[at + version.len() - 1] = b'1';
    let error = TrainingRun::resume(&bytes, features(12), &device::cpu()).err();
    assert!(matches!(error, Some(Error::CheckpointDamaged { .. })), "{error:?}");
}

/// ½ (σ(W₂ σ(W₁ x + b₁) + b₂) − y)², with a₁ and a₂.
fn mlp_in_f64([w1, b1, w2, b2]: [&[f64]; 4], x: &[f64], y: f64) -> (f64, Vec<f64>, f64) {
    let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let hidden = w1.chunks_exact(x.len()).zip(b1).map(|(row, b)| sigmoid(dot(row, x) + b));
    let a1: Vec<f64> = hidden.collect();
    let a2 = sigmoid(dot(w2, &a1) + b2[0]);
    (0.5 * (a2 - y).powi(2), a1, a2)
}

#[test]
fn gradients_of_the_mlp_are_the_formula_and_the_finite_differences() {
    let specs = parameters(MLP, 2, 0);
    let count = |i: usize| specs[i].num_values();
    let values: Vec<Vec<f32>> =
        (0..4).map(|p| (0..count(p)).map(|i| 0.05 * noise(p * 7919 + i)).collect()).collect();
    let x: Vec<f32> = (0..PIXELS).map(|i| noise(i + 17).abs()).collect();
    let y = 1.0_f64;
    let cpu = device::cpu();
    let upload = |values: &[f32]| -> Tensor<1> {
        Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), &cpu)
    };
    let leaves: Vec<Tensor<1>> =
        values.iter().map(|values| upload(values).autodiff().require_grad()).collect();
    let input = upload(&x).reshape([1, PIXELS]).autodiff();
    let z = MLP.forward(2, &leaves, input, None).narrow(1, 1, 1);
    let error = sigmoid(z) - y;
    let gradients = ((error.clone() * error).sum() * 0.5).backward();
    let burn: Vec<Vec<f32>> = leaves
        .iter()
        .map(|leaf| leaf.grad(&gradients).unwrap().inner().into_data().try_to_vec().unwrap())
        .collect();

    let wide = |values: &[f32]| values.iter().map(|v| f64::from(*v)).collect::<Vec<f64>>();
    let (x, theta): (_, Vec<Vec<f64>>) = (wide(&x), values.iter().map(|v| wide(v)).collect());
    let loss = |theta: &[Vec<f64>]| mlp_in_f64([0, 1, 2, 3].map(|p| &theta[p][..]), &x, y);
    let (_, a1, a2) = loss(&theta);
    let delta2 = (a2 - y) * a2 * (1.0 - a2);
    let delta1: Vec<f64> =
        a1.iter().zip(&theta[2]).map(|(a, w2)| w2 * delta2 * a * (1.0 - a)).collect();
    let formula = [
        delta1.iter().flat_map(|delta| x.iter().map(move |x| delta * x)).collect(),
        delta1.clone(),
        a1.iter().map(|a| delta2 * a).collect(),
        vec![delta2],
    ];
    assert_eq!(a1.len(), 64);
    for (p, expected) in formula.iter().enumerate() {
        let largest = expected.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        for (i, (expected, burn)) in expected.iter().zip(&burn[p]).enumerate() {
            // Float32 against float64.
            assert!((expected - f64::from(*burn)).abs() < 1e-4 * largest, "{p} {i}");
            if i % 4099 == 0 {
                let at = |step: f64| {
                    let mut moved = theta.clone();
                    moved[p][i] += step;
                    loss(&moved).0
                };
                let difference = (at(1e-4) - at(-1e-4)) / 2e-4;
                assert!((difference - expected).abs() < 1e-6 * largest, "{p} {i}: {difference}");
            }
        }
    }
}

/// The pictures of `make_trajectory.py`.
fn trajectory_pictures() -> TrainingData {
    let mut data = TrainingData::new(REFERENCE_CNN.input());
    for picture in 0..12 {
        let byte = |i: usize| {
            let (row, column, channel) = (i / 96, i / 3 % 32, i % 3);
            let sum = picture * 31 + row * 7 + column * 13 + channel * 57 + row * column;
            (sum % 160 + picture % 2 * column * 2) as u8
        };
        let rgb: Vec<u8> = (0..PIXELS).map(byte).collect();
        data.push_picture(&rgb, picture % 2, Subset::Train).unwrap();
    }
    data
}

#[test]
fn twenty_steps_of_the_reference_cnn_are_pytorchs() {
    let amplitudes = [0.14, 0.05, 0.08, 0.05, 0.05, 0.05, 0.3, 0.05];
    let weights = weights_of_waves(REFERENCE_CNN, 2, &amplitudes);
    let data = trajectory_pictures();
    let architecture = REFERENCE_CNN;
    let settings = TrainingSettings { epochs: 20, ..architecture.defaults() };
    let cpu = device::cpu();
    let mut run = TrainingRun::start_from(&weights, architecture, 2, data, settings, &cpu).unwrap();
    // Two orders of summation in float32; measured 1.8e-7.
    check_losses(&mut run, "training/trajectory.json", |_| 1e-5);
}
