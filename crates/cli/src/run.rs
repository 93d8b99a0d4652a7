//! A run from its first step to its last.

use crate::interrupt;
use crate::progress::progress_bar;
use anyhow::{Result, bail};
use kiln_core::training::{EpochReport, RunState, TrainingRun};

/// Steps between two looks at the progress bar.
const STEPS_PER_CALL: usize = 50;

/// Trains to the end; `report` is called after each epoch.
///
/// # Errors
/// Where the loss is no number any more; [`interrupt::Interrupted`].
pub fn train(run: &mut TrainingRun, report: impl Fn(&EpochReport)) -> Result<()> {
    let progress = progress_bar(run.settings().epochs as usize, "epochs");
    loop {
        interrupt::check()?;
        let step = pollster::block_on(run.step(STEPS_PER_CALL))?;
        if let Some(epoch) = &step.finished_epoch {
            progress.inc(1);
            progress.suspend(|| report(epoch));
        }
        match step.state {
            RunState::Running => {}
            RunState::Diverged => {
                bail!("the loss is no number any more: lower --learning-rate and train again")
            }
            RunState::Finished | RunState::StoppedEarly => break,
        }
    }
    progress.finish_and_clear();
    Ok(())
}
