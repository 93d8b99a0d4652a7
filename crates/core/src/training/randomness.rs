//! Random numbers that follow from the seed alone: never the system's, never the device's.

use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_pcg::Pcg64Mcg;

/// The use of random numbers; each use has a sequence of its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use {
    InitialWeights,
    Epoch(u32),
    Variant,
}

pub(super) fn generator(seed: u64, purpose: Use) -> Pcg64Mcg {
    let stream = match purpose {
        Use::InitialWeights => 0,
        Use::Epoch(epoch) => u64::from(epoch),
        Use::Variant => u64::MAX,
    };
    // `seed_from_u64` spreads close numbers far apart.
    let mut mixed = [0; 16];
    let mut of_seed = Pcg64Mcg::seed_from_u64(seed);
    let mut of_stream = Pcg64Mcg::seed_from_u64(stream ^ 0x9e37_79b9_7f4a_7c15);
    for byte in &mut mixed {
        *byte = of_seed.random::<u8>() ^ of_stream.random::<u8>();
    }
    Pcg64Mcg::from_seed(mixed)
}

/// 0 to `count` − 1 in random order.
pub(super) fn shuffled(count: usize, rng: &mut Pcg64Mcg) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(rng);
    order
}

/// Values uniform in ±√(6 ÷ (fan in + fan out)).
pub(super) fn glorot_uniform(
    count: usize,
    (inputs, outputs): (usize, usize),
    rng: &mut Pcg64Mcg,
) -> Vec<f32> {
    let limit = (6.0 / (inputs + outputs) as f32).sqrt();
    (0..count).map(|_| rng.random_range(-limit..limit)).collect()
}

/// 0 with probability `rate`, else 1 ÷ (1 − rate).
pub(super) fn dropout_mask(count: usize, rate: f32, rng: &mut Pcg64Mcg) -> Vec<f32> {
    let kept = 1.0 / (1.0 - rate);
    (0..count).map(|_| if rng.random::<f32>() < rate { 0.0 } else { kept }).collect()
}
