//! How good a model is, and how sure one can be of that.
//!
//! Everything is computed from probabilities `[n, classes]`, row by row, and the true class of each
//! picture; nothing here knows of networks. [`evaluate`] gives the figures, [`suspects`] lists labels the model disagrees with, [`compare`] tells whether
//! one model is better than another, [`recommend`] whether it should take the other's place,
//! [`field_report`] what readers said of a published one, and [`calibrate`] finds the score below
//! which a picture is "not one of these".

mod compare;
mod curves;
mod evaluate;
mod field;
mod intervals;
mod recommend;
mod scores;
mod suspects;
mod thresholds;

pub use compare::{Comparison, compare};
pub use curves::{BinaryCurves, PrecisionRecallPoint, RocPoint};
pub use evaluate::{Evaluation, evaluate, predicted_classes};
pub use field::{
    AgainstValidation, Correction, FieldAnswer, FieldPeriod, FieldReport, FieldShare, FieldVerdict,
    LEAST_COMPARED, MAX_DAYS_BY_DAY, Period, field_report,
};
pub use intervals::{Difference, Proportion, difference, wilson};
pub use recommend::{LEAST_PICTURES, Recommendation, SIGNIFICANT, Successor, recommend};
pub use scores::{ClassScores, Scores};
pub use suspects::{Suspect, suspects};
pub use thresholds::{UnknownScore, UnknownThreshold, calibrate, energy};
