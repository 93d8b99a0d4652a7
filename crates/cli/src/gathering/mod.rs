//! Pictures to what a run learns from: read from folders, or as features that were stored.

mod division;
mod folders;
mod source;
#[cfg(feature = "parquet")]
mod stored;

pub use division::{Division, Fold};
pub use source::SourceArguments;

use folders::{Reading, lesson_of_folder};
#[cfg(feature = "parquet")]
use stored::lesson_of_features;

use anyhow::{Result, bail};
use kiln_core::{
    Error,
    dataset::{self, DataProblem},
    format::{BackboneRef, Weights},
    sound::Hearing,
    training::TrainingData,
};

/// What a run begins with.
pub struct Lesson {
    /// The classes.
    pub names: Vec<String>,
    /// Where each picture lies, in the order of the data.
    pub paths: Vec<String>,
    pub data: TrainingData,
    /// [`Division::sum`] of them.
    pub data_sha256: Option<String>,
    /// The network whose features the data are, if they are any.
    pub backbone: Option<BackboneRef>,
    /// The way from sounds to pictures, where it is sounds that are learnt from.
    pub hearing: Option<Hearing>,
    /// The weights that the network begins with, where they are not drawn.
    pub initial: Weights,
}

/// Names what keeps training from starting.
pub fn refuse_untrainable(
    names: &[String],
    classes: impl Iterator<Item = usize>,
    is_test: Vec<bool>,
) -> Result<()> {
    let classes: Vec<usize> = classes.collect();
    match dataset::data_problem(&classes, &is_test, names.len()) {
        None => Ok(()),
        Some(DataProblem::EmptyClass { classes }) => {
            let empty: Vec<&str> = classes.iter().map(|class| names[*class].as_str()).collect();
            bail!("there is nothing to train on for {}", empty.join(", "))
        }
        Some(problem) => Err(Error::from(problem).into()),
    }
}
