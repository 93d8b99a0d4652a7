//! A recording, as it comes, in clips of one length.

use super::resample::{Resampler, SAMPLE_RATE};
use crate::error::{Result, SoundFault};

/// The shortest clip, in seconds: below it two windows of a tenth of a second would be most of the picture.
pub const MIN_CLIP_SECONDS: f64 = 0.5;
/// The longest: beyond it there would be gaps between the shortest windows of a picture's 224 columns.
pub const MAX_CLIP_SECONDS: f64 = 10.0;
/// The largest share of a clip that it may have in common with the next one.
const MAX_OVERLAP: f64 = 0.9;
/// The share of a clip that is worth a last one: of five seconds and a little the little is left out.
const LEAST_REST: f64 = 0.1;
/// The shortest recording that is taken, in seconds: a click is longer, with its echo.
const MIN_SECONDS: f64 = 0.1;

/// How recordings are cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cutting {
    /// The length of a clip.
    pub clip_seconds: f64,
    /// The share of each clip that the next one has as well, from 0 to 0.9.
    pub overlap: f64,
}

impl Default for Cutting {
    fn default() -> Self {
        Self { clip_seconds: 5.0, overlap: 0.0 }
    }
}

/// A part of a recording, which becomes one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// Where it begins in the recording.
    pub start_seconds: f64,
    /// Where it ends there.
    pub end_seconds: f64,
    /// Its samples at [`SAMPLE_RATE`], without what is put around short ones.
    pub samples: Vec<f32>,
    /// The number of samples that a clip of full length has.
    num_wanted: usize,
}

impl Clip {
    /// The samples of a clip of full length: a shorter one lies in the middle of silence.
    pub fn padded(&self) -> Vec<f32> {
        let missing = self.num_wanted.saturating_sub(self.samples.len());
        let mut padded = vec![0.0; missing / 2];
        padded.extend_from_slice(&self.samples);
        padded.resize(self.samples.len() + missing, 0.0);
        padded
    }
}

/// Cuts a recording whose samples come bit by bit. At most one clip and what was pushed last is in memory.
///
/// Clips follow one another; what is left at the end, unless it is less than a tenth of a clip, is heard in a last one,
/// which begins earlier so that it has full length. A recording that is shorter than one clip is one.
///
/// ```
/// use kiln_core::sound::{Clips, Cutting};
/// let mut clips = Clips::new(48_000, Cutting::default())?;
/// // Twelve seconds.
/// let mut found = clips.push(&vec![0.5; 12 * 48_000])?;
/// found.extend(clips.finish()?);
/// let starts: Vec<f64> = found.iter().map(|clip| clip.start_seconds).collect();
/// assert_eq!(starts, [0.0, 5.0, 7.0]);
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub struct Clips {
    resampler: Resampler,
    num_samples: usize,
    step: usize,
    /// The last clip and what came behind it.
    pending: Vec<f32>,
    /// The position of the first of `pending` in the recording.
    start: usize,
    /// The position behind all clips so far.
    heard: usize,
    /// The position at which the next clip begins.
    next: usize,
}

impl Clips {
    /// Begins a recording of `rate` samples a second.
    ///
    /// # Errors
    /// [`SoundFault::Rate`]; [`SoundFault::Cutting`] for lengths and overlaps out of their range.
    pub fn new(rate: u32, cutting: Cutting) -> Result<Self> {
        let Cutting { clip_seconds, overlap } = cutting;
        check("clipSeconds", clip_seconds, MIN_CLIP_SECONDS, MAX_CLIP_SECONDS)?;
        check("overlap", overlap, 0.0, MAX_OVERLAP)?;
        let num_samples = in_samples(clip_seconds);
        Ok(Self {
            resampler: Resampler::new(rate)?,
            num_samples,
            step: in_samples(clip_seconds * (1.0 - overlap)).max(1),
            pending: Vec::new(),
            start: 0,
            heard: 0,
            next: 0,
        })
    }

    /// Takes the next samples of one channel; returns the clips that are whole with them.
    ///
    /// # Errors
    /// [`SoundFault::NotFinite`].
    pub fn push(&mut self, samples: &[f32]) -> Result<Vec<Clip>> {
        if !samples.iter().all(|sample| sample.is_finite()) {
            return Err(SoundFault::NotFinite.into());
        }
        self.resampler.push(samples, &mut self.pending);
        Ok(self.whole_clips())
    }

    /// The clips that are left when the recording has ended.
    ///
    /// # Errors
    /// [`SoundFault::Empty`] for a recording without samples; [`SoundFault::TooShort`] below a tenth of a second.
    pub fn finish(mut self) -> Result<Vec<Clip>> {
        // The resampler is spent; another one for its place costs nothing at the rate that it need not change.
        let resampler = std::mem::replace(&mut self.resampler, Resampler::new(SAMPLE_RATE)?);
        resampler.finish(&mut self.pending);
        let end = self.start + self.pending.len();
        if end == 0 {
            return Err(SoundFault::Empty.into());
        }
        if end < in_samples(MIN_SECONDS) {
            let seconds = in_seconds(end);
            return Err(SoundFault::TooShort { seconds, minimum: MIN_SECONDS }.into());
        }
        let mut clips = self.whole_clips();
        let least = (LEAST_REST * self.num_samples as f64) as usize;
        if self.heard == 0 || self.heard + least <= end {
            let first = end.saturating_sub(self.num_samples);
            clips.push(self.clip(first, end));
        }
        Ok(clips)
    }

    fn whole_clips(&mut self) -> Vec<Clip> {
        let mut clips = Vec::new();
        while self.next + self.num_samples <= self.start + self.pending.len() {
            self.heard = self.next + self.num_samples;
            clips.push(self.clip(self.next, self.heard));
            self.next += self.step;
        }
        // What the last clip may begin with, should the recording end here.
        let kept = (self.start + self.pending.len()).saturating_sub(self.num_samples);
        let done = kept.min(self.next).saturating_sub(self.start);
        self.pending.drain(..done);
        self.start += done;
        clips
    }

    fn clip(&self, first: usize, end: usize) -> Clip {
        Clip {
            start_seconds: in_seconds(first),
            end_seconds: in_seconds(end),
            samples: self.pending[first - self.start..end - self.start].to_vec(),
            num_wanted: self.num_samples,
        }
    }
}

fn in_samples(seconds: f64) -> usize {
    (seconds * f64::from(SAMPLE_RATE)).round() as usize
}

fn in_seconds(samples: usize) -> f64 {
    samples as f64 / f64::from(SAMPLE_RATE)
}

fn check(name: &'static str, value: f64, minimum: f64, maximum: f64) -> Result<()> {
    match (minimum..=maximum).contains(&value) {
        true => Ok(()),
        false => Err(SoundFault::Cutting { name, value, minimum, maximum }.into()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    fn cut(seconds: f64, cutting: Cutting, piece: usize) -> Vec<(f64, f64)> {
        let samples: Vec<f32> =
            (0..in_samples(seconds)).map(|n| (n % 100) as f32 / 100.0).collect();
        let mut clips = Clips::new(SAMPLE_RATE, cutting).unwrap();
        let mut found = Vec::new();
        for samples in samples.chunks(piece) {
            found.extend(clips.push(samples).unwrap());
            assert!(clips.pending.len() <= clips.num_samples + clips.step + piece);
        }
        found.extend(clips.finish().unwrap());
        for clip in &found {
            let first = in_samples(clip.start_seconds);
            assert_eq!(clip.samples, samples[first..first + clip.samples.len()]);
        }
        found.iter().map(|clip| (clip.start_seconds, clip.end_seconds)).collect()
    }

    #[test]
    fn every_second_is_in_a_clip_whatever_the_pieces_are() {
        let whole = Cutting::default();
        let half = Cutting { overlap: 0.5, ..whole };
        for piece in [999, 40_000, 1_000_000] {
            assert_eq!(cut(10.0, whole, piece), [(0.0, 5.0), (5.0, 10.0)]);
            assert_eq!(cut(11.0, whole, piece), [(0.0, 5.0), (5.0, 10.0), (6.0, 11.0)]);
            assert_eq!(cut(1.0, whole, piece), [(0.0, 1.0)]);
            assert_eq!(cut(5.0, whole, piece), [(0.0, 5.0)]);
            assert_eq!(cut(5.49, whole, piece), [(0.0, 5.0)]);
            assert_eq!(cut(5.5, whole, piece), [(0.0, 5.0), (0.5, 5.5)]);
            assert_eq!(cut(10.0, half, piece), [(0.0, 5.0), (2.5, 7.5), (5.0, 10.0)]);
            assert_eq!(cut(8.0, half, piece), [(0.0, 5.0), (2.5, 7.5), (3.0, 8.0)]);
        }
    }

    #[test]
    fn a_short_clip_lies_in_the_middle_of_silence() {
        let mut clips =
            Clips::new(SAMPLE_RATE, Cutting { clip_seconds: 1.0, overlap: 0.0 }).unwrap();
        assert!(clips.push(&[1.0; 4000]).unwrap().is_empty());
        let clip = clips.finish().unwrap().remove(0);
        let padded = clip.padded();
        assert_eq!((padded.len(), padded[5999], padded[6000]), (16_000, 0.0, 1.0));
        assert_eq!((padded[9999], padded[10_000]), (1.0, 0.0));
    }

    #[test]
    fn what_cannot_be_cut_is_refused() {
        let code = |samples: &[f32]| {
            let mut clips = Clips::new(SAMPLE_RATE, Cutting::default()).unwrap();
            clips.push(samples).and_then(|_| clips.finish()).err().unwrap().code()
        };
        assert_eq!(code(&[]), "sound.empty");
        assert_eq!(code(&[0.1; 1599]), "sound.too-short");
        assert_eq!(code(&[f32::NAN; 16_000]), "sound.not-finite");
        for (clip_seconds, overlap) in [(0.4, 0.0), (11.0, 0.0), (5.0, 0.95), (f64::NAN, 0.0)] {
            let refused = Clips::new(SAMPLE_RATE, Cutting { clip_seconds, overlap }).err().unwrap();
            assert_eq!(refused.code(), "sound.cutting");
        }
    }
}
