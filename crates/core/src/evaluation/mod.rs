//! How good a model is, and how sure one can be of that.
//!
//! Everything is computed from probabilities `[n, classes]`, row by row, and the true class of each
//! picture; nothing here knows of networks. [`evaluate`] gives the figures, [`folds`] divides for
//! cross-validation, [`suspects`] lists labels the model disagrees with, [`compare`] tells whether
//! one model is better than another, and [`calibrate`] finds the score below which a picture is
//! "not one of these".

mod compare;
mod curves;
mod evaluate;
mod folds;
mod intervals;
mod scores;
mod suspects;
mod thresholds;

pub use compare::{Comparison, compare};
pub use curves::{BinaryCurves, PrecisionRecallPoint, RocPoint};
pub use evaluate::{Evaluation, evaluate, predicted_classes};
pub use folds::folds;
pub use intervals::{Proportion, wilson};
pub use scores::{ClassScores, Scores};
pub use suspects::{Suspect, suspects};
pub use thresholds::{UnknownScore, UnknownThreshold, calibrate, energy};
