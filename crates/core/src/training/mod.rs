//! Training: settings, data, and the run that is pulled step by step.
//!
//! The caller asks a [`TrainingRun`] for the next few steps again and again. Not asking is a pause,
//! dropping the run cancels it, and [`TrainingRun::checkpoint`] is all that is needed to go on later.
//! Whatever is random follows from the seed and the number of the epoch, so a run that goes on from
//! a checkpoint does what the uninterrupted one would have done.

mod augmentation;
mod batch;
mod check;
mod checkpoint;
mod data;
mod frozen;
mod gradients;
mod randomness;
mod report;
mod resident;
mod run;

pub use crate::networks::{Augmentation, Range, Schedule, TrainingSettings};
pub use data::{StoredRows, TrainingData};
pub use report::{EpochReport, RunState, StepReport};
pub use run::{
    FinishedRun, KEEP_SHARE, ModelFacts, SubsetCounts, SubsetEvaluation, SubsetPrediction,
    TrainingRun,
};
