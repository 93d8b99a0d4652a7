//! What a person may want to know of a sound before anything is learnt from it.

use serde::{Deserialize, Serialize};

/// Measures of one clip, taken once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SoundInspection {
    /// Its length.
    pub seconds: f64,
    /// The largest magnitude of a sample, 1 for full scale.
    pub peak: f32,
    /// Root mean square of the samples, in decibels below full scale; at least −120.
    pub loudness_db: f32,
    /// The findings that a person may want to look at; mostly empty.
    pub problems: Vec<SoundProblem>,
}

/// Why a sound may not be worth training on. A hint, never a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SoundProblem {
    /// Nothing can be heard.
    Silent,
    /// It was louder than the recorder could hold.
    Clipped,
}

/// The peak below which a clip is silent: 66 dB below full scale. The quietest of the 193 clips that the measure was
/// chosen on has a peak of 0.006.
const SILENT_PEAK: f32 = 5e-4;
/// From here on a sample is at the end of the scale, as far as resampling leaves it there.
const FULL_SCALE: f32 = 0.98;
/// The share of samples at the end of the scale above which a clip is clipped.
const CLIPPED_SHARE: f64 = 0.01;
/// The quietest that is told apart, in decibels: less than the last of 16 bits.
const LOWEST_DB: f32 = -120.0;

/// Measures `samples` of `seconds`.
///
/// ```
/// use kiln_core::sound::{SoundProblem, inspect_sound};
/// assert_eq!(inspect_sound(&[0.0; 100], 0.1).problems, [SoundProblem::Silent]);
/// assert_eq!(inspect_sound(&[1.0, -1.0], 0.1).problems, [SoundProblem::Clipped]);
/// assert_eq!(inspect_sound(&[0.1; 100], 0.1).loudness_db.round(), -20.0);
/// ```
pub fn inspect_sound(samples: &[f32], seconds: f64) -> SoundInspection {
    let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    let power: f64 = samples.iter().map(|sample| f64::from(*sample) * f64::from(*sample)).sum();
    let mean_power = power / samples.len().max(1) as f64;
    let num_full = samples.iter().filter(|sample| sample.abs() >= FULL_SCALE).count();
    let mut problems = Vec::new();
    if peak < SILENT_PEAK {
        problems.push(SoundProblem::Silent);
    }
    if num_full as f64 > CLIPPED_SHARE * samples.len() as f64 {
        problems.push(SoundProblem::Clipped);
    }
    let loudness_db = ((10.0 * mean_power.log10()) as f32).max(LOWEST_DB);
    SoundInspection { seconds, peak, loudness_db, problems }
}
