//! Checkpoints of runs, and those without a checksum, as they were written before there was one.

use crate::alter::Chance;
use crate::round::{Outcome, Round, turn};
use kiln_core::{
    dataset::Subset,
    device,
    networks::efficientnet_lite0::TRANSFER,
    training::{TrainingData, TrainingRun, TrainingSettings},
};
use pollster::block_on;

fn data() -> TrainingData {
    let mut data = TrainingData::new(TRANSFER.input());
    for index in 0..9 {
        let row: Vec<f32> = (0..1280).map(|i| ((i * 7 + index * 3) % 11) as f32 / 11.0).collect();
        let part = if index < 6 { Subset::Train } else { Subset::Validation };
        data.push_features(&row, index % 3, part).unwrap();
    }
    data
}

#[test]
fn altered_checkpoints_are_resumed_or_refused() {
    let _turn = turn();
    let data = data();
    let checkpoint = |hidden_units: u32| {
        let settings = TrainingSettings { epochs: 4, hidden_units, ..TRANSFER.defaults() };
        let mut run =
            TrainingRun::start(TRANSFER, 3, data.clone(), settings, &device::cpu()).unwrap();
        block_on(run.step(3)).unwrap();
        block_on(run.checkpoint()).unwrap()
    };
    let seeds = [checkpoint(0), checkpoint(2), without_sum(&checkpoint(0))];
    let resume = |file: &[u8]| TrainingRun::resume(file, data.clone(), &device::cpu());
    Round {
        kind: "checkpoint",
        seeds: &seeds,
        codes: &["checkpoint."],
        most_memory: &|file| 24 * file.len() + (64 << 20),
        mend: &mend_sum,
        read: &|file| match resume(file) {
            Err(error) => Outcome::Refused(error.code()),
            Ok(mut run) => {
                let written = block_on(run.checkpoint()).unwrap();
                let again = resume(&written).unwrap();
                assert!(block_on(again.checkpoint()).unwrap() == written);
                // It may have ended, or lead to nothing; it goes on as a run does.
                let _ = block_on(run.step(1));
                Outcome::Taken
            }
        },
    }
    .run();
}

/// The same as version 1 wrote it. Half of the altered ones become such, of which more than the sum is read.
fn mend_sum(file: &mut Vec<u8>, chance: &mut Chance) {
    if chance.is_once_in(2) {
        *file = without_sum(file);
    }
}

/// The file with a card of version 1, or as it is where it has no card.
fn without_sum(file: &[u8]) -> Vec<u8> {
    let text = br#"\"formatVersion\":2,\"sha256\":\""#;
    let Some(at) = file.windows(text.len()).position(|window| window == text) else {
        return file.to_vec();
    };
    let mut file = file.to_vec();
    let end = (at + text.len() + 64 + 3).min(file.len());
    let mut replacement = br#"\"formatVersion\":1,"#.to_vec();
    // The header's length stays as it is: spaces may stand between the parts of a text of JSON.
    replacement.resize(end - at, b' ');
    file.splice(at..end, replacement);
    file
}
