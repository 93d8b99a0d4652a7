//! Features that are kept elsewhere than in memory: the same run, and an error where they cannot be read.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use kiln_core::{
    dataset::Subset,
    device,
    networks::efficientnet_lite0::TRANSFER,
    training::{RunState, StoredRows, TrainingData, TrainingRun, TrainingSettings},
};
use pollster::block_on;
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

const NUM_ROWS: usize = 40;

fn row(number: usize) -> Vec<f32> {
    let value = |i: usize| ((number * 31 + i * 17) % 101) as f32 / 50.0;
    (0..1280).map(|i| value(i) + if i % 3 == number % 3 { 0.5 } else { 0.0 }).collect()
}

fn part(number: usize) -> Subset {
    if number % 4 == 3 { Subset::Validation } else { Subset::Train }
}

/// A disk, from the last row to the first, that may fail.
#[derive(Debug, Default)]
struct Disk {
    is_broken: AtomicBool,
}

impl StoredRows for Disk {
    fn append(&self, number: usize, values: &mut Vec<f32>) -> io::Result<()> {
        if self.is_broken.load(Ordering::Relaxed) {
            return Err(io::Error::other("the disk is gone"));
        }
        values.extend(row(NUM_ROWS - 1 - number));
        Ok(())
    }
}

fn stored(disk: Arc<Disk>) -> TrainingData {
    let mut data = TrainingData::stored(1280, disk);
    for number in 0..NUM_ROWS {
        data.push_stored((NUM_ROWS - 1 - number) as u32, number % 3, part(number)).unwrap();
    }
    data
}

fn start(data: TrainingData) -> kiln_core::Result<TrainingRun> {
    let settings =
        TrainingSettings { epochs: 3, batch_size: 7, dropout: 0.3, ..TRANSFER.defaults() };
    TrainingRun::start(TRANSFER, 3, data, settings, &device::cpu())
}

#[test]
fn a_run_on_stored_features_is_the_run_on_those_in_memory() {
    let mut cached = TrainingData::new(TRANSFER.input());
    for number in 0..NUM_ROWS {
        cached.push_features(&row(number), number % 3, part(number)).unwrap();
    }
    let checkpoint = |data| {
        let mut run = start(data).unwrap();
        while block_on(run.step(100)).unwrap().state == RunState::Running {}
        block_on(run.checkpoint()).unwrap()
    };
    // The checksum of the data is in it as well.
    assert!(checkpoint(stored(Arc::default())) == checkpoint(cached.clone()));
    assert_eq!(cached.push_stored(0, 0, Subset::Train).unwrap_err().code(), "input.shape");
}

#[test]
fn rows_that_cannot_be_read_are_an_error_of_the_run() {
    let disk = Arc::new(Disk::default());
    let mut run = start(stored(disk.clone())).unwrap();
    block_on(run.step(1)).unwrap();
    disk.is_broken.store(true, Ordering::Relaxed);
    let error = block_on(run.step(1)).unwrap_err();
    assert_eq!(error.code(), "training.data");
    assert!(error.to_string().contains("the disk is gone"), "{error}");
    assert_eq!(start(stored(disk)).err().unwrap().code(), "training.data");
}
