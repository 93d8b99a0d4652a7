//! Pictures to what a run learns from: read from folders, or as features that were stored.

mod folders;
#[cfg(feature = "parquet")]
mod stored;

pub use folders::{Reading, lesson_of_folder};
#[cfg(feature = "parquet")]
pub use stored::lesson_of_features;

use crate::shown::shown;
use anyhow::{Result, bail};
use kiln_core::{
    Error,
    dataset::{self, DataProblem, Embeddings, ReviewItem, SplitOptions, SplitWarning, Subset},
    format::{BackboneRef, Weights},
    training::{TrainingData, TrainingSettings},
};

/// What a run begins with.
pub struct Lesson {
    /// The classes.
    pub names: Vec<String>,
    pub data: TrainingData,
    /// The network whose features the data are, if they are any.
    pub backbone: Option<BackboneRef>,
    /// The weights that the network begins with, where they are not drawn.
    pub initial: Weights,
}

/// Names what keeps training from starting.
fn refuse_untrainable(
    names: &[String],
    classes: impl Iterator<Item = usize>,
    is_test: Vec<bool>,
) -> Result<()> {
    let classes: Vec<usize> = classes.collect();
    match dataset::data_problem(&classes, &is_test, names.len()) {
        None => Ok(()),
        Some(DataProblem::EmptyClass { classes }) => {
            let empty: Vec<&str> = classes.iter().map(|class| names[*class].as_str()).collect();
            bail!("there is no picture to train on for {}", empty.join(", "))
        }
        Some(problem) => Err(Error::from(problem).into()),
    }
}

/// Stratified, and near-duplicates stay together.
fn split(
    items: &[ReviewItem],
    embeddings: &(impl Embeddings + ?Sized),
    is_test: &[bool],
    names: &[String],
    settings: &TrainingSettings,
) -> Result<Vec<Subset>> {
    let none = vec![false; items.len()];
    let options = SplitOptions {
        validation_share: settings.validation_share,
        test_share: 0.0,
        seed: settings.seed,
    };
    let split =
        dataset::split_pictures_by(items, embeddings, is_test, &none, names.len(), &options)?;
    for warning in split.warnings {
        match warning {
            SplitWarning::ClassWithoutValidation { class } => {
                eprintln!(
                    "{}: too few different pictures to keep any for validation",
                    shown(&names[class])
                );
            }
            SplitWarning::ValidationNotIndependent { class } => eprintln!(
                "{}: the pictures look so much alike that some had to be kept back from among others like them: \
                 the figures may be too good",
                shown(&names[class])
            ),
            SplitWarning::TestNotIndependent { class } => eprintln!(
                "{}: pictures of the test are nearly the same as pictures to train on: its figures will be too good",
                shown(&names[class])
            ),
            // No share is set aside here, only what lies in the folder of the test.
            SplitWarning::ClassWithoutTest { .. } => {}
        }
    }
    Ok(split.parts)
}
