//! Samples of any usual rate to one rate.
//!
//! A band-limited interpolation, written out because it is a part of the measure: the recipe beside an exported model
//! does the same in NumPy, and a library's own filter would change with its versions. Source: J. O. Smith, "Digital
//! Audio Resampling", <https://ccrma.stanford.edu/~jos/resample/>.

use crate::error::{Result, SoundFault};
use std::f64::consts::PI;

/// Samples a second that sounds are looked at with.
pub const SAMPLE_RATE: u32 = 16_000;
/// The lowest rate that is read: half of what telephones have.
pub const MINIMUM_RATE: u32 = 4_000;
/// The highest rate that is read: that of the finest recorders.
pub const MAXIMUM_RATE: u32 = 192_000;

/// Zeros of the sinc on each side of its middle.
const ZERO_CROSSINGS: f64 = 16.0;
/// The share of the lower of the two bands that passes, which leaves the filter room to fall.
const ROLL_OFF: f64 = 0.95;

/// Brings samples to [`SAMPLE_RATE`], as they come. It remembers a few hundred of them.
pub struct Resampler {
    /// Output `n` lies at the input `n × down ÷ up`.
    up: usize,
    down: usize,
    /// Input samples on each side that an output is made of.
    reach: usize,
    /// `[up, 2 × reach]`: the weights of the input samples for each position between two of them.
    phases: Vec<f32>,
    /// Input samples that are still needed; the first one belongs to `start`.
    pending: Vec<f32>,
    /// The position of the first of `pending`, counted from `reach` zeros before the first sample.
    start: usize,
    num_input: usize,
    num_output: usize,
}

impl Resampler {
    /// # Errors
    /// [`SoundFault::Rate`] for rates below [`MINIMUM_RATE`] and above [`MAXIMUM_RATE`].
    pub fn new(rate: u32) -> Result<Self> {
        if !(MINIMUM_RATE..=MAXIMUM_RATE).contains(&rate) {
            let (minimum, maximum) = (MINIMUM_RATE, MAXIMUM_RATE);
            return Err(SoundFault::Rate { rate, minimum, maximum }.into());
        }
        let divisor = greatest_common_divisor(rate, SAMPLE_RATE);
        let (up, down) = ((SAMPLE_RATE / divisor) as usize, (rate / divisor) as usize);
        let cutoff = ROLL_OFF * f64::from(SAMPLE_RATE.min(rate)) / f64::from(rate);
        let half_width = ZERO_CROSSINGS / cutoff;
        let reach = if up == down { 0 } else { half_width.ceil() as usize };
        let mut phases = Vec::with_capacity(up * 2 * reach);
        for phase in 0..up {
            phases.extend(weights(phase as f64 / up as f64, cutoff, half_width, reach));
        }
        let pending = vec![0.0; reach];
        Ok(Self { up, down, reach, phases, pending, start: 0, num_input: 0, num_output: 0 })
    }

    /// Takes the next samples and appends what they make to `output`.
    pub fn push(&mut self, samples: &[f32], output: &mut Vec<f32>) {
        self.num_input += samples.len();
        if self.reach == 0 {
            output.extend_from_slice(samples);
            return;
        }
        self.pending.extend_from_slice(samples);
        self.advance(usize::MAX, output);
    }

    /// The last samples, for which silence follows the sound.
    pub fn finish(mut self, output: &mut Vec<f32>) {
        if self.reach == 0 {
            return;
        }
        let num_output = (self.num_input * self.up).div_ceil(self.down);
        self.pending.resize(self.pending.len() + 2 * self.reach, 0.0);
        self.advance(num_output, output);
    }

    /// Computes outputs below `end` as long as there are samples for them.
    fn advance(&mut self, end: usize, output: &mut Vec<f32>) {
        let num_taps = 2 * self.reach;
        while self.num_output < end {
            let place = self.num_output * self.down;
            let (whole, phase) = (place / self.up, place % self.up);
            // The first weight belongs to the input `whole − reach + 1`, which is `reach` further on in what is kept.
            let first = whole + 1 - self.start;
            let Some(samples) = self.pending.get(first..first + num_taps) else {
                break;
            };
            let weights = &self.phases[phase * num_taps..][..num_taps];
            output.push(samples.iter().zip(weights).map(|(sample, weight)| sample * weight).sum());
            self.num_output += 1;
        }
        let needed = self.num_output * self.down / self.up + 1;
        let done = needed.saturating_sub(self.start).min(self.pending.len());
        self.pending.drain(..done);
        self.start += done;
    }
}

/// The weights of the samples from `1 − reach` to `reach` for a place `fraction` behind sample 0. They sum to one, so
/// that what is constant stays as loud as it is.
fn weights(fraction: f64, cutoff: f64, half_width: f64, reach: usize) -> Vec<f32> {
    let weight = |position: i64| {
        let distance = fraction - position as f64;
        if distance.abs() >= half_width {
            return 0.0;
        }
        let angle = PI * cutoff * distance;
        let sinc = if angle == 0.0 { 1.0 } else { angle.sin() / angle };
        let window = (PI * distance / (2.0 * half_width)).cos();
        sinc * window * window
    };
    let reach = reach as i64;
    let weights: Vec<f64> = (1 - reach..=reach).map(weight).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| (weight / sum) as f32).collect()
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    fn tone(rate: u32, hertz: f64, seconds: f64) -> Vec<f32> {
        let count = (f64::from(rate) * seconds) as usize;
        (0..count).map(|n| (2.0 * PI * hertz * n as f64 / f64::from(rate)).sin() as f32).collect()
    }

    fn resampled(rate: u32, samples: &[f32], piece: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(rate).unwrap();
        let mut output = Vec::new();
        for samples in samples.chunks(piece) {
            resampler.push(samples, &mut output);
        }
        resampler.finish(&mut output);
        output
    }

    #[test]
    fn a_tone_stays_the_tone_that_it_is_at_every_rate() {
        for rate in [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000] {
            let output = resampled(rate, &tone(rate, 1000.0, 0.5), 700);
            assert_eq!(output.len(), 8000, "{rate}");
            let expected = tone(SAMPLE_RATE, 1000.0, 0.5);
            // Away from the ends, beyond which the sound is taken for silent.
            let worst = (200..7800).map(|n| (output[n] - expected[n]).abs()).fold(0.0, f32::max);
            // The filter falls by less than a thousandth where it passes.
            assert!(worst < 2e-3, "{rate}: {worst}");
        }
    }

    #[test]
    fn what_is_above_the_band_does_not_come_back_as_another_tone() {
        let output = resampled(44_100, &tone(44_100, 9_500.0, 0.5), 1000);
        let loudest = output[200..7800].iter().fold(0.0_f32, |most, value| most.max(value.abs()));
        // 60 dB below the tone.
        assert!(loudest < 1e-3, "{loudest}");
    }

    #[test]
    fn the_pieces_that_samples_come_in_do_not_matter() {
        let samples = tone(44_100, 440.0, 0.3);
        let whole = resampled(44_100, &samples, samples.len());
        for piece in [1, 7, 160, 4096] {
            assert_eq!(resampled(44_100, &samples, piece), whole, "{piece}");
        }
        assert!(resampled(48_000, &[], 1).is_empty());
    }

    #[test]
    fn rates_that_no_microphone_has_are_refused() {
        for rate in [0, 3_999, 192_001, u32::MAX] {
            let error = Resampler::new(rate).err().unwrap();
            assert_eq!(error.code(), "sound.rate");
        }
    }
}
