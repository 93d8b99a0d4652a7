//! Bands of pitch, spaced as ears space them.

use super::resample::SAMPLE_RATE;

/// Bands of a picture: one for each row that a network sees.
pub const NUM_BANDS: usize = 224;
/// Where the lowest band begins: below it there is the hum of the mains.
const LOWEST_HERTZ: f64 = 50.0;

/// A band as weights of the bins of a spectrum, which rise to its middle and fall behind it.
pub struct Band {
    first_bin: usize,
    weights: Vec<f32>,
}

impl Band {
    /// The loudness in the band, for the magnitudes of a spectrum.
    pub fn loudness(&self, magnitudes: &[f32]) -> f32 {
        let bins = &magnitudes[self.first_bin..][..self.weights.len()];
        bins.iter().zip(&self.weights).map(|(bin, weight)| bin * weight).sum()
    }
}

/// The bands of a spectrum of `fft_length` samples, the lowest first.
///
/// Their edges are equally far apart in mel, 2595 · lg(1 + f ÷ 700). Source: D. O'Shaughnessy, "Speech Communication:
/// Human and Machine", 1987; the formula of the Hidden Markov Model Toolkit.
pub fn bands(fft_length: usize) -> Vec<Band> {
    let (lowest, highest) = (mel(LOWEST_HERTZ), mel(f64::from(SAMPLE_RATE) / 2.0));
    let step = (highest - lowest) / (NUM_BANDS + 1) as f64;
    let edge = |index: usize| hertz(lowest + step * index as f64);
    let bin_hertz = f64::from(SAMPLE_RATE) / fft_length as f64;
    (0..NUM_BANDS)
        .map(|band| {
            triangle([edge(band), edge(band + 1), edge(band + 2)], bin_hertz, fft_length / 2)
        })
        .collect()
}

/// Only bins below `end` are there: at the one at half the rate, the highest band has fallen to nothing.
fn triangle([low, middle, high]: [f64; 3], bin_hertz: f64, end: usize) -> Band {
    let first_bin = (low / bin_hertz).ceil() as usize;
    let end = end.min((high / bin_hertz).floor() as usize + 1);
    let weight = |bin: usize| {
        let frequency = bin as f64 * bin_hertz;
        let (rise, fall) =
            ((frequency - low) / (middle - low), (high - frequency) / (high - middle));
        rise.min(fall).max(0.0) as f32
    };
    Band { first_bin, weights: (first_bin..end).map(weight).collect() }
}

fn mel(hertz: f64) -> f64 {
    2595.0 * (1.0 + hertz / 700.0).log10()
}

fn hertz(mel: f64) -> f64 {
    700.0 * (10.0_f64.powf(mel / 2595.0) - 1.0)
}
