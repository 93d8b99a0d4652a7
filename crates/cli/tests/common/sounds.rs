//! Sounds that the tests make: chords, noises and clicks, no two alike.

use std::{fs, path::Path};

/// The classes of [`folder_of_sounds`].
pub const KINDS: [&str; 3] = ["chords", "clicks", "noises"];

/// Numbers from −1 to 1 that depend on the seed alone.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        // Source: D. Knuth's MMIX.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

/// Samples from −1 to 1.
pub fn samples(kind: &str, seed: u64, rate: u32, seconds: f64) -> Vec<f64> {
    let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    // The first ones of neighbouring seeds are alike.
    for _ in 0..9 {
        numbers.next();
    }
    let count = (f64::from(rate) * seconds) as usize;
    let root = 300.0 + 150.0 * numbers.next();
    let gap = 0.25 + 0.1 * numbers.next();
    let loudness = 0.4 + 0.2 * numbers.next();
    let sample = |index: usize| {
        let time = index as f64 / f64::from(rate);
        let hiss = numbers.next();
        let value = match kind {
            "chords" => {
                let tone =
                    |ratio: f64| (2.0 * std::f64::consts::PI * root * ratio * time).sin() / 3.0;
                tone(1.0) + tone(1.25) + tone(1.5) + 0.002 * hiss
            }
            "clicks" => hiss * (-300.0 * (time % gap)).exp() + 0.002 * hiss,
            _ => 0.7 * hiss,
        };
        loudness * value
    };
    (0..count).map(sample).collect()
}

/// A WAV file of 16 bits and one channel.
pub fn wav(rate: u32, samples: &[f64]) -> Vec<u8> {
    let size = 2 * samples.len() as u32;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + size).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(rate.to_le_bytes());
    bytes.extend((2 * rate).to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend(size.to_le_bytes());
    for sample in samples {
        bytes.extend(((sample * 32_767.0).round() as i16).to_le_bytes());
    }
    bytes
}

pub fn write_sound(path: &Path, kind: &str, seed: u64, rate: u32, seconds: f64) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, wav(rate, &samples(kind, seed, rate, seconds))).unwrap();
}

/// Six sounds of each kind, of other lengths and rates.
pub fn folder_of_sounds(folder: &Path, first_seed: u64) {
    let rates = [8_000, 16_000, 22_050, 44_100, 48_000, 11_025];
    for (at, kind) in KINDS.iter().enumerate() {
        for (number, rate) in (0_u64..).zip(rates) {
            let seed = first_seed + 100 * at as u64 + number;
            let seconds = 0.8 + 0.2 * number as f64;
            write_sound(
                &folder.join(kind).join(format!("{number}.wav")),
                kind,
                seed,
                rate,
                seconds,
            );
        }
    }
}
