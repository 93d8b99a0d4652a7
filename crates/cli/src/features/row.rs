//! One picture of an archive.

use crate::pictures::Failure;
use kiln_core::dataset::{Inspection, ReadyPart};

/// A picture, and what was found in it.
pub struct Row {
    /// As it was listed: below the folder, or as the list says it.
    pub path: String,
    pub class: Option<String>,
    /// The part of the data that it was prepared for.
    pub part: Option<ReadyPart>,
    pub outcome: Result<Embedded, Failure>,
}

/// What is kept of a picture that could be read.
pub struct Embedded {
    /// The SHA-256 of its file.
    pub sha256: String,
    pub inspection: Inspection,
    /// `[1280]`
    pub features: Vec<f32>,
}
