//! The reports of a run.

use serde::{Deserialize, Serialize};

/// Whether a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// There are steps to do.
    Running,
    /// All epochs are done.
    Finished,
    /// The validation loss has not fallen for as long as the settings allow.
    StoppedEarly,
    /// The loss is no number any more, or has exploded.
    Diverged,
}

/// The figures of an epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EpochReport {
    /// The number of the epoch, from 1.
    pub epoch: u32,
    /// The learning rate of the epoch's last step.
    pub learning_rate: f64,
    /// Mean cross-entropy in nats while the weights were changing.
    pub train_loss: f32,
    /// Share of correct predictions while the weights were changing.
    pub train_accuracy: f32,
    /// Mean cross-entropy of the validation pictures at the epoch's end.
    pub validation_loss: Option<f32>,
    /// Share of correct predictions among them.
    pub validation_accuracy: Option<f32>,
    /// Whether no epoch before had a lower validation loss.
    pub is_best: bool,
}

/// The figures of a few steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StepReport {
    /// Steps done since the start.
    pub step: u64,
    /// Steps of all epochs.
    pub total_steps: u64,
    /// The share of the run's work that is done, from 0 to 1. The epochs of fine-tuning differ widely, so
    /// steps are no measure of the time that is left.
    pub share_done: f64,
    /// The epoch of the last step, from 1.
    pub epoch: u32,
    /// Steps done in that epoch.
    pub epoch_step: u64,
    /// Steps of an epoch.
    pub steps_per_epoch: u64,
    /// Mean over the steps of this report.
    pub loss: Option<f32>,
    /// Set when the last step was its epoch's last.
    pub finished_epoch: Option<EpochReport>,
    /// Whether to go on asking.
    pub state: RunState,
}
