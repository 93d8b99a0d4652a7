//! A clip's picture: when and at what pitch it is loud.

use super::bands::{Band, NUM_BANDS, bands};
use super::resample::SAMPLE_RATE;
use crate::error::{Result, SoundFault};
use crate::picture::RgbaPicture;
use microfft::real::rfft_4096;
use std::f64::consts::PI;

/// Side of the pictures: the networks look at the square of 224 in the middle of 256.
pub const PICTURE_SIDE: usize = 256;
/// Columns of the square that is looked at; it has a row for each band.
const NUM_FRAMES: usize = 224;
/// Rows and columns around that square, which repeat its edge.
const MARGIN: usize = (PICTURE_SIDE - NUM_FRAMES) / 2;

/// Windows are laid into so many samples: bins 3.9 Hz apart, less than the lowest bands are wide.
const FFT_LENGTH: usize = 4096;
const NUM_BINS: usize = FFT_LENGTH / 2;
/// The length of the window, in seconds. Windows of 25, 50 and 100 ms as red, green and blue hear no better, and take
/// three times as long.
const WINDOW_SECONDS: f64 = 0.05;

/// The share of the places of a picture that are not the brightest; one value of pitch in two hundred is.
const BRIGHTEST_QUANTILE: f64 = 0.995;
/// How far the dark is lit up: a place of a tenth of the greatest loudness is at ln 2 ÷ ln 11 of the way to white.
const GAIN: f32 = 10.0;
/// What is quieter than this stays as dark as it is: the last bits of 16, or nothing at all.
const QUIETEST: f32 = 1e-5;

/// Draws clips. It keeps its tables, so one is made for many.
pub struct Spectrograph {
    bands: Vec<Band>,
    window: Vec<f32>,
}

impl Default for Spectrograph {
    fn default() -> Self {
        Self { bands: bands(FFT_LENGTH), window: window(WINDOW_SECONDS) }
    }
}

impl Spectrograph {
    /// The picture of `samples` at [`SAMPLE_RATE`], which spans them from its left to its right, grey and opaque. Its middle, of
    /// 224 × 224 pixels, is what networks look at; the margin repeats what is next to it.
    ///
    /// # Errors
    /// [`SoundFault::Empty`] without samples; [`SoundFault::NotFinite`].
    ///
    /// ```
    /// use kiln_core::sound::{PICTURE_SIDE, Spectrograph};
    /// let tone: Vec<f32> = (0..16_000).map(|n| (n as f32 * 0.4).sin()).collect();
    /// let picture = Spectrograph::default().picture(&tone)?;
    /// assert_eq!((picture.width(), picture.height()), (PICTURE_SIDE, PICTURE_SIDE));
    /// # Ok::<(), kiln_core::Error>(())
    /// ```
    pub fn picture(&self, samples: &[f32]) -> Result<RgbaPicture> {
        if samples.is_empty() {
            return Err(SoundFault::Empty.into());
        }
        if !samples.iter().all(|sample| sample.is_finite()) {
            return Err(SoundFault::NotFinite.into());
        }
        let greys = self.greys(samples);
        let mut pixels = Vec::with_capacity(4 * PICTURE_SIDE * PICTURE_SIDE);
        let inner = |at: usize| at.saturating_sub(MARGIN).min(NUM_FRAMES - 1);
        for row in 0..PICTURE_SIDE {
            let band = NUM_BANDS - 1 - inner(row);
            for column in 0..PICTURE_SIDE {
                let grey = greys[inner(column) * NUM_BANDS + band];
                pixels.extend([grey, grey, grey, 255]);
            }
        }
        RgbaPicture::new(PICTURE_SIDE, PICTURE_SIDE, pixels)
    }

    /// `[frames, bands]`, 0 to 255.
    fn greys(&self, samples: &[f32]) -> Vec<u8> {
        let window = &self.window;
        let mut loudness = Vec::with_capacity(NUM_FRAMES * NUM_BANDS);
        for frame in 0..NUM_FRAMES {
            let middle = (frame as f64 + 0.5) * samples.len() as f64 / NUM_FRAMES as f64;
            let first = (middle - window.len() as f64 / 2.0 + 0.5).floor() as i64;
            let magnitudes = magnitudes(samples, first, window);
            loudness.extend(self.bands.iter().map(|band| band.loudness(&magnitudes)));
        }
        let full = quantile(&loudness, BRIGHTEST_QUANTILE).max(QUIETEST);
        let scale = 255.0 / (1.0 + GAIN).ln();
        let byte =
            |value: &f32| ((1.0 + GAIN * value / full).ln() * scale).min(255.0).round() as u8;
        loudness.iter().map(byte).collect()
    }
}

/// The magnitudes of the bins of `window`, laid over the samples from `first` on, which may lie beyond their ends. A
/// tone of amplitude 1 has magnitude 1.
fn magnitudes(samples: &[f32], first: i64, window: &[f32]) -> [f32; NUM_BINS] {
    let mut frame = [0.0; FFT_LENGTH];
    for (offset, (value, weight)) in frame.iter_mut().zip(window).enumerate() {
        let sample = usize::try_from(first + offset as i64).ok().and_then(|at| samples.get(at));
        *value = sample.map_or(0.0, |sample| sample * weight);
    }
    let spectrum = rfft_4096(&mut frame);
    let mut magnitudes = [0.0; NUM_BINS];
    for (magnitude, bin) in magnitudes.iter_mut().zip(spectrum.iter()) {
        *magnitude = (bin.re * bin.re + bin.im * bin.im).sqrt();
    }
    // The first one holds the bin at half the rate as well; neither is in a band.
    magnitudes[0] = 0.0;
    magnitudes
}

/// A periodic Hann window whose halved sum is one.
fn window(seconds: f64) -> Vec<f32> {
    let length = (seconds * f64::from(SAMPLE_RATE)).round() as usize;
    let value = |n: usize| 0.5 - 0.5 * (2.0 * PI * n as f64 / length as f64).cos();
    // The sum of such a window is half its length.
    (0..length).map(|n| (value(n) * 4.0 / length as f64) as f32).collect()
}

/// The value below which this share of the others lies, without interpolation.
fn quantile(values: &[f32], share: f64) -> f32 {
    let mut values = values.to_vec();
    let index = (share * (values.len() - 1) as f64).floor() as usize;
    *values.select_nth_unstable_by(index, f32::total_cmp).1
}
