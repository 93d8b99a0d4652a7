//! Learning together on the flowers, as the organiser's application puts answers together: the table of
//! docs/federation.md, and what must hold of it.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::fixture;
use half::f16;
use kiln_core::dataset::Subset;
use kiln_core::federation::{Head, Pictures, UpdateSettings, class_sums, update};
use kiln_core::networks::efficientnet_lite0::{NUM_FEATURES, TRANSFER};
use kiln_core::training::{TrainingData, TrainingRun};
use pollster::block_on;
use safetensors::SafeTensors;
use std::fs;

const NUM_CLASSES: usize = 5;
/// What `project.toml` says if nobody says anything.
const FEATURE_CLIP: f64 = 25.0;
const TEMPERATURE: f64 = 10.0;
const MINIMUM: usize = 3;
/// The bias of a class that nobody has.
const ABSENT: f32 = -1e4;

/// How far below the pool nearest class means may be: 0.07 when this was written, and the interval of 100 pictures is as
/// wide as that to either side.
const NEAR: f64 = 0.12;
/// So many of 100 pictures change sides by chance.
const NOISE: f64 = 0.05;

type Picture = (Vec<f32>, usize);

/// The features of 150 photos to learn from, or of 100 others.
fn flowers(part: &str) -> Vec<Picture> {
    let bytes = fs::read(fixture("training/flowers.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let features = tensors.tensor(&format!("{part}.features")).unwrap();
    let labels = tensors.tensor(&format!("{part}.labels")).unwrap();
    let (values, _) = features.data().as_chunks();
    let values: Vec<f32> = values.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect();
    let labels = labels.data().iter().map(|label| usize::from(*label));
    values.chunks_exact(NUM_FEATURES).map(<[f32]>::to_vec).zip(labels).collect()
}

fn pictures<'a>(of: impl IntoIterator<Item = &'a Picture>) -> Pictures {
    let mut pictures = Pictures::new(NUM_CLASSES);
    for (features, class) in of {
        pictures.push(features, *class).unwrap();
    }
    pictures
}

/// Each picture to the device that `owner` says, by its class and its number within the class.
fn divided(
    all: &[Picture],
    devices: usize,
    owner: impl Fn(usize, usize) -> usize,
) -> Vec<Pictures> {
    let mut seen = [0; NUM_CLASSES];
    let mut parts = vec![Vec::new(); devices];
    for picture in all {
        parts[owner(picture.1, seen[picture.1])].push(picture);
        seen[picture.1] += 1;
    }
    parts.into_iter().map(pictures).collect()
}

/// The head of the sums of all `devices`.
fn of_sums(devices: &[Pictures]) -> Head {
    let mut sums = vec![0.0; NUM_CLASSES * NUM_FEATURES];
    let mut counts = [0.0; NUM_CLASSES];
    for device in devices {
        let own = class_sums(device, FEATURE_CLIP, MINIMUM).unwrap();
        sums.iter_mut().zip(&own.sums).for_each(|(all, own)| *all += f64::from(*own));
        counts.iter_mut().zip(&own.counts).for_each(|(all, own)| *all += f64::from(*own));
    }
    let there: Vec<usize> = (0..NUM_CLASSES).filter(|class| counts[*class] > 0.0).collect();
    let mean = |class: usize, at: usize| sums[class * NUM_FEATURES + at] / counts[class];
    let middle =
        |at: usize| there.iter().map(|class| mean(*class, at)).sum::<f64>() / there.len() as f64;
    let middles: Vec<f64> = (0..NUM_FEATURES).map(middle).collect();
    let square = |class: usize| (0..NUM_FEATURES).map(|at| mean(class, at).powi(2)).sum::<f64>();
    let middle_square = middles.iter().map(|value| value.powi(2)).sum::<f64>();
    let (mut weight, mut bias) = (vec![0.0; NUM_CLASSES * NUM_FEATURES], vec![ABSENT; NUM_CLASSES]);
    for class in there {
        for at in 0..NUM_FEATURES {
            let value = 2.0 * (mean(class, at) - middles[at]) / TEMPERATURE;
            weight[class * NUM_FEATURES + at] = value as f32;
        }
        bias[class] = ((middle_square - square(class)) / TEMPERATURE) as f32;
    }
    Head::new(weight, bias, NUM_CLASSES).unwrap()
}

/// `given` after some rounds, in each of which the mean of the devices' differences is added.
fn after_rounds(mut given: Head, devices: &[Pictures], rounds: u64, learning_rate: f64) -> Head {
    let cpu = kiln_core::device::cpu();
    for round in 1..=rounds {
        let settings = UpdateSettings {
            learning_rate,
            epochs: 1,
            batch: 16,
            clip: 5.0,
            minimum: MINIMUM,
            seed: round,
        };
        let update = |device| block_on(update(&given, device, &settings, &cpu)).unwrap().0;
        let updates: Vec<Head> = devices.iter().map(update).collect();
        for update in updates {
            let share = 1.0 / devices.len() as f32;
            given.weight.iter_mut().zip(&update.weight).for_each(|(all, own)| *all += own * share);
            given.bias.iter_mut().zip(&update.bias).for_each(|(all, own)| *all += own * share);
        }
    }
    given
}

/// All pictures on one machine, learnt as the page learns.
fn pooled(all: &[Picture]) -> Head {
    let mut data = TrainingData::new(TRANSFER.input());
    for (features, class) in all {
        data.push_features(features, *class, Subset::Train).unwrap();
    }
    let cpu = kiln_core::device::cpu();
    let mut run =
        TrainingRun::start(TRANSFER, NUM_CLASSES, data, TRANSFER.defaults(), &cpu).unwrap();
    while block_on(run.step(1000)).unwrap().state == kiln_core::training::RunState::Running {}
    Head::from_weights(&block_on(run.weights()).unwrap(), NUM_CLASSES).unwrap()
}

#[test]
fn sums_give_what_the_pool_gives_however_the_pictures_lie() {
    let (all, others) = (flowers("train"), flowers("val"));
    let others = pictures(&others);
    let accuracy = |head: &Head| {
        let (correct, count) = others.num_correct(head);
        correct as f64 / count as f64
    };
    let zeros = || {
        Head::new(vec![0.0; NUM_CLASSES * NUM_FEATURES], vec![0.0; NUM_CLASSES], NUM_CLASSES)
            .unwrap()
    };
    let of_all = accuracy(&pooled(&all));
    let of_sums_alone = of_sums(&[pictures(&all)]);
    println!("pooled: {of_all:.2}");
    println!("devices | alone | FedAvg from nothing, 5 and 10 rounds | sums | and 5 rounds");
    let rows = [
        ("3, even", divided(&all, 3, |_, number| number % 3)),
        ("10, even", divided(&all, 10, |_, number| number % 10)),
        // Three quarters of a class on one device, the rest on the next.
        ("5, skewed", divided(&all, 5, |class, number| (class + usize::from(number % 4 == 0)) % 5)),
        ("5, one class each", divided(&all, 5, |class, _| class)),
    ];
    for (name, devices) in rows {
        let alone: f64 =
            devices.iter().map(|device| accuracy(&of_sums(std::slice::from_ref(device)))).sum();
        let alone = alone / devices.len() as f64;
        let averaged =
            [5, 10].map(|rounds| accuracy(&after_rounds(zeros(), &devices, rounds, 4e-3)));
        let together = of_sums(&devices);
        let (sums, later) =
            (accuracy(&together), after_rounds(together.clone(), &devices, 5, 5e-4));
        let later = accuracy(&later);
        println!(
            "{name} | {alone:.2} | {:.2}, {:.2} | {sums:.2} | {later:.2}",
            averaged[0], averaged[1]
        );
        for (one, other) in together.weight.iter().zip(&of_sums_alone.weight) {
            assert!((one - other).abs() < 1e-5, "sums do not depend on the division");
        }
        assert!(sums > alone, "{name}: together is better than alone");
        assert!(sums > of_all - NEAR && later > of_all - NEAR, "{name}: and near to the pool");
        assert!(later > sums - NOISE, "{name}: rounds at a low rate do little harm");
        if name.contains("one class") {
            assert!(averaged[1] < 0.5, "what averaged weights alone come to: {}", averaged[1]);
        }
    }
}
