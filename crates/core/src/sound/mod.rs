//! Sounds, which are looked at: samples become clips of a few seconds, and a clip a picture that the networks for
//! pictures read.
//!
//! Samples at any usual rate are brought to [`SAMPLE_RATE`] ([`Resampler`]), cut into clips as they come ([`Clips`]), so
//! that hours take no more memory than seconds, measured ([`inspect_sound`]) and drawn ([`Spectrograph`]): time from left
//! to right, pitch from bottom to top. How a sound was turned into its picture is a [`Hearing`], which a model's card
//! carries. Files are decoded natively alone (feature `decode-sound`); a browser decodes them itself.

mod bands;
mod clips;
#[cfg(feature = "decode-sound")]
mod decode;
mod hearing;
mod inspection;
mod kind;
mod resample;
mod spectrograph;

pub use clips::{Clip, Clips, Cutting};
#[cfg(feature = "decode-sound")]
pub use decode::{Recording, decode_clips};
pub use hearing::{Hearing, MEASURE};
pub use inspection::{SoundInspection, SoundProblem, inspect_sound};
pub use kind::{SoundFormat, sound_format};
pub use resample::{MAXIMUM_RATE, MINIMUM_RATE, Resampler, SAMPLE_RATE};
pub use spectrograph::{PICTURE_SIDE, Spectrograph};
