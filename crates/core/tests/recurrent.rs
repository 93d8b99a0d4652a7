//! The recurrent network learns as PyTorch's GRU does, and goes on after an interruption as if there had been none.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{check_losses, weights_of_waves};
use kiln_core::{
    dataset::Subset,
    device,
    networks::gru::GRU,
    training::{RunState, TrainingData, TrainingRun, TrainingSettings},
};
use pollster::block_on;

const NUM_CLASSES: usize = 3;
const NUM_PICTURES: usize = 12;
const SIDE: usize = 32;

/// The pictures of `make_recurrent.py`: each class is brighter in a direction of its own.
fn pictures(subset: impl Fn(usize) -> Subset) -> TrainingData {
    let mut data = TrainingData::new(GRU.input());
    for picture in 0..NUM_PICTURES {
        let label = picture % NUM_CLASSES;
        let byte = |i: usize| {
            let (row, column, channel) = (i / (3 * SIDE), i / 3 % SIDE, i % 3);
            let sum = picture * 31 + row * 7 + column * 13 + channel * 57 + row * column;
            (sum % 160 + 2 * [column, row, SIDE - 1 - row][label]) as u8
        };
        let rgb: Vec<u8> = (0..3 * SIDE * SIDE).map(byte).collect();
        data.push_picture(&rgb, label, subset(picture)).unwrap();
    }
    data
}

fn settings() -> TrainingSettings {
    TrainingSettings { epochs: 20, ..GRU.defaults() }
}

#[test]
fn twenty_steps_are_pytorchs() {
    let weights = weights_of_waves(GRU, NUM_CLASSES, &[0.15, 0.1, 0.15, 0.1, 0.3, 0.05]);
    // All pictures are one batch: a step is an epoch.
    let data = pictures(|_| Subset::Train);
    let cpu = device::cpu();
    let mut run =
        TrainingRun::start_from(&weights, GRU, NUM_CLASSES, data, settings(), &cpu).unwrap();
    // Two orders of summation in float32; measured 1.8e-7.
    check_losses(&mut run, "training/recurrent.json", |_| 1e-5);
}

#[test]
fn a_resumed_run_ends_with_the_bits_of_the_uninterrupted_one() {
    let every_fourth = |picture| match picture % 4 {
        3 => Subset::Validation,
        _ => Subset::Train,
    };
    let settings =
        TrainingSettings { epochs: 4, batch_size: 4, dropout: 0.2, seed: 7, ..settings() };
    let cpu = device::cpu();
    let data = || pictures(every_fourth);
    let mut run = TrainingRun::start(GRU, NUM_CLASSES, data(), settings, &cpu).unwrap();
    while run.history().len() < 2 {
        block_on(run.step(1)).unwrap();
    }
    let checkpoint = block_on(run.checkpoint()).unwrap();
    let mut resumed = TrainingRun::resume(&checkpoint, data(), &cpu).unwrap();
    let mut ends = [&mut run, &mut resumed].map(|run| {
        while block_on(run.step(1)).unwrap().state == RunState::Running {}
        assert_eq!(run.history().len(), 4);
        let weights = block_on(run.weights()).unwrap().0.into_values();
        let bits: Vec<u32> =
            weights.flat_map(|weight| weight.values.to_vec()).map(f32::to_bits).collect();
        (run.history().to_vec(), bits)
    });
    let [uninterrupted, resumed] = &mut ends;
    assert!(uninterrupted == resumed);
}
