//! What a model hears with, as its card says it.

use super::clips::{Cutting, MAX_CLIP_SECONDS, MIN_CLIP_SECONDS};
use serde::{Deserialize, Serialize};

/// The name and version of the way from samples to a picture. Another number, another way: no model reads pictures of
/// both. docs/sounds.md says what it stands for.
pub const MEASURE: &str = "kiln-log-mel-1";

/// The way from a sound to the pictures that a model reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Hearing {
    /// [`MEASURE`] at the time of writing.
    pub measure: String,
    /// The length of a clip, which is a picture, in seconds. Shorter sounds have silence around them.
    pub clip_seconds: f64,
}

impl Hearing {
    /// The hearing of models that are made now, with clips of this length.
    ///
    /// ```
    /// use kiln_core::sound::{Cutting, Hearing};
    /// assert!(Hearing::new(Cutting::default().clip_seconds).is_known());
    /// assert!(!Hearing { measure: "another-1".into(), clip_seconds: 5.0 }.is_known());
    /// ```
    pub fn new(clip_seconds: f64) -> Self {
        Self { measure: MEASURE.to_owned(), clip_seconds }
    }

    /// Whether this program can hear in this way.
    pub fn is_known(&self) -> bool {
        self.measure == MEASURE
            && (MIN_CLIP_SECONDS..=MAX_CLIP_SECONDS).contains(&self.clip_seconds)
    }

    /// Clips of the model's length, one behind the other: how a model is asked about a recording.
    pub fn cutting(&self) -> Cutting {
        Cutting { clip_seconds: self.clip_seconds, overlap: 0.0 }
    }
}
