use super::data::TrainingData;
use crate::dataset::{Subset, check_classes};
use crate::error::{Error, Result};
use crate::networks::Architecture;

/// Whether a run can learn from `data`.
///
/// # Errors
/// [`Error::TooFewClasses`], [`Error::EmptyClass`]; [`Error::TrainingData`] for inputs of another kind
/// or labels that are no classes.
pub(super) fn check(
    data: &TrainingData,
    architecture: Architecture,
    num_classes: usize,
) -> Result<()> {
    let is_held_out = |index| data.part(index) != Subset::Train;
    let held_out: Vec<bool> = (0..data.len()).map(is_held_out).collect();
    check_classes(data.labels(), &held_out, num_classes)?;
    check_inputs(data, architecture, num_classes)
}

/// Whether a run can read `data`, of whichever classes it is.
///
/// # Errors
/// [`Error::TrainingData`] for inputs of another kind or labels that are no classes.
pub(super) fn check_inputs(
    data: &TrainingData,
    architecture: Architecture,
    num_classes: usize,
) -> Result<()> {
    let wrong = |reason: String| Err(Error::TrainingData { reason });
    if !data.is_of_kind(&architecture.input()) {
        return wrong(format!("{} reads other inputs", architecture.id()));
    }
    if let Some(label) = data.labels().iter().find(|&&label| label >= num_classes) {
        return wrong(format!("a picture is of class {label} of {num_classes}"));
    }
    Ok(())
}

/// 1 for each class, or in inverse proportion to its training pictures with a mean of 1 over them. That of a class
/// without pictures is never used.
pub(super) fn class_weights(
    data: &TrainingData,
    num_classes: usize,
    is_balanced: bool,
) -> Vec<f32> {
    let train = data.of_subset(Subset::Train);
    let mut counts = vec![0_usize; num_classes];
    for &index in &train {
        counts[data.labels()[index]] += 1;
    }
    let weight = |count: usize| match is_balanced {
        true => train.len() as f32 / (num_classes * count.max(1)) as f32,
        false => 1.0,
    };
    counts.into_iter().map(weight).collect()
}
