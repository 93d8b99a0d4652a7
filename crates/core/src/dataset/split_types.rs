//! The options and the result of a split.

use super::subset::Subset;
use serde::{Deserialize, Serialize};

/// The options of a split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SplitOptions {
    /// Share of each class for validation, 0 to less than 1.
    pub validation_share: f64,
    /// Share of each class for test, next to the pictures pinned there; 0 to less than 1.
    pub test_share: f64,
    /// The same seed gives the same split of the same pictures in the same order.
    pub seed: u64,
}

/// The part of each picture, and what could not be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Split {
    /// One per picture.
    pub parts: Vec<Subset>,
    /// The warnings, in order of classes.
    pub warnings: Vec<SplitWarning>,
}

/// A class that does not get what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum SplitWarning {
    /// All its pictures are needed for training, for they cannot be separated.
    ClassWithoutValidation {
        /// The class.
        class: usize,
    },
    /// A share for test was asked for, and nothing is left for it.
    ClassWithoutTest {
        /// The class.
        class: usize,
    },
    /// Its validation pictures have near-duplicates in training, for else there would be none: its
    /// figures may be too kind.
    ValidationNotIndependent {
        /// The class.
        class: usize,
    },
    /// Pictures pinned to test have near-duplicates in training, for else the class would have
    /// none to train on: its test is too kind.
    TestNotIndependent {
        /// The class.
        class: usize,
    },
}

impl SplitWarning {
    /// Warnings are listed class by class.
    pub(super) fn rank(&self) -> (usize, usize) {
        match *self {
            Self::ClassWithoutValidation { class } => (class, 0),
            Self::ClassWithoutTest { class } => (class, 1),
            Self::ValidationNotIndependent { class } => (class, 2),
            Self::TestNotIndependent { class } => (class, 3),
        }
    }
}
