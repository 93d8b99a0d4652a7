//! The quality of a model, and how sure one can be of it.
//!
//! Everything is computed from probabilities `[n, classes]`, row by row, and the true class of each
//! picture; nothing here knows of networks. [`evaluate()`] gives the figures, [`suspects()`] lists labels the model
//! disagrees with, [`compare()`] tells whether one model is better than another on the pictures that
//! [`unseen_by_both`] picks, [`recommend()`] whether it should take the other's place, and [`calibrate`] finds the
//! score below which a picture is "not one of these".

mod compare;
mod curves;
mod evaluate;
mod intervals;
mod recommend;
mod scores;
mod suspects;
mod thresholds;
mod unseen;

pub use compare::{Comparison, SIGNIFICANCE_LEVEL, compare};
pub use curves::{BinaryCurves, PrecisionRecallPoint, RocPoint};
pub use evaluate::{Evaluation, evaluate, predicted_classes};
pub use intervals::{Difference, Proportion, difference, wilson};
pub use recommend::{LEAST_PICTURES, Recommendation, Successor, recommend};
pub use scores::{ClassScores, Scores};
pub use suspects::{Suspect, suspects};
pub use thresholds::{UnknownScore, UnknownThreshold, calibrate, energy};
pub use unseen::{ComparedPicture, UnseenByBoth, unseen_by_both};
